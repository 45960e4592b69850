package dev.roomscribe.session.presence;

import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.audio.TrackTimeline;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.session.speech.AudioAccount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A bounded buffer for audio of peers that Fishjam has not described yet, so that their first words are not lost. It keeps
 * an account of each track: all of its audio is passed on or becomes a gap. Confined to its session's event loop.
 */
final class UnidentifiedAudio {
    /** Of all peers together: 30 s of one track. */
    private static final int MAX_BYTES = 30 * 2 * 16_000;

    private static final Duration TIMELINE_RETENTION = Duration.ofMinutes(1);

    /** The audio of one track, in the buffer or removed from it, and its account. */
    static final class Track {
        private final String peerId;
        private final String trackId;
        private final List<AudioChunk> chunks = new ArrayList<>();
        /** A burst of late audio does not show when its first sample was spoken, but the audio after it does. */
        private final TrackTimeline timeline = new TrackTimeline(TIMELINE_RETENTION);

        private final AudioAccount account = new AudioAccount();

        private Track(AudioChunk first) {
            peerId = first.peerId();
            trackId = first.trackId();
        }

        private void add(AudioChunk chunk) {
            chunks.add(chunk);
            timeline.arrived(samples(chunk), chunk.arrivedNanos());
            account.receive(samples(chunk));
        }

        String peerId() {
            return peerId;
        }

        String trackId() {
            return trackId;
        }

        /** Returns the chunks in order; {@link #passedOn} must be called for each that is passed on or need not be. */
        List<AudioChunk> chunks() {
            return chunks;
        }

        /** The next chunk was passed to recognition, or is of a peer that is not transcribed. */
        void passedOn(AudioChunk chunk) {
            account.passOn(samples(chunk));
        }

        /** A gap was published for the rest. */
        void lost() {
            account.lose(account.received());
        }

        AudioAccount account() {
            return account;
        }

        /** Returns when the first sample was spoken that is not accounted for, by {@link System#nanoTime}. */
        long fromNanos() {
            return timeline.nanosAt(Math.min(account.accountedTo(), timeline.samples() - 1));
        }

        /** Returns when the last sample was spoken, by {@link System#nanoTime}. */
        long toNanos() {
            return timeline.nanosAt(timeline.samples() - 1) + Pcm16.NANOS_PER_SAMPLE;
        }

        private long bytes() {
            return chunks.stream().mapToLong(chunk -> chunk.pcm().length).sum();
        }

        private static int samples(AudioChunk chunk) {
            return chunk.pcm().length / 2;
        }
    }

    private final Map<String, Map<String, Track>> tracksByPeer = new LinkedHashMap<>();
    /** Tracks whose audio is not all accounted for. */
    private final List<Track> unsettled = new ArrayList<>();

    private long bytes;

    /** Adds a chunk; returns what is removed because the buffer is full, all audio of one peer at a time. */
    List<Track> add(AudioChunk chunk) {
        tracksByPeer
                .computeIfAbsent(chunk.peerId(), peer -> new LinkedHashMap<>())
                .computeIfAbsent(chunk.trackId(), id -> open(chunk))
                .add(chunk);
        bytes += chunk.pcm().length;
        List<Track> dropped = new ArrayList<>();
        while (bytes > MAX_BYTES) {
            dropped.addAll(remove(tracksByPeer.keySet().iterator().next()));
        }
        return dropped;
    }

    private Track open(AudioChunk first) {
        unsettled.removeIf(track -> track.account.pending() == 0);
        Track track = new Track(first);
        unsettled.add(track);
        return track;
    }

    Set<String> peers() {
        return Set.copyOf(tracksByPeer.keySet());
    }

    boolean isEmpty() {
        return tracksByPeer.isEmpty();
    }

    /** Returns when the first chunk of a peer in the buffer arrived, by {@link System#nanoTime}. */
    long firstArrivalNanos(String peerId) {
        return Objects.requireNonNull(tracksByPeer.get(peerId)).values().stream()
                .mapToLong(track -> track.chunks.get(0).arrivedNanos())
                .reduce((one, other) -> one - other < 0 ? one : other)
                .orElseThrow();
    }

    /** Returns all tracks in the buffer. */
    List<Track> tracks() {
        return tracksByPeer.values().stream()
                .flatMap(tracks -> tracks.values().stream())
                .toList();
    }

    /** Removes and returns a peer's tracks. All of their audio must then be accounted for. */
    List<Track> remove(String peerId) {
        Map<String, Track> found = tracksByPeer.remove(peerId);
        if (found == null) {
            return List.of();
        }
        List<Track> tracks = List.copyOf(found.values());
        tracks.forEach(track -> bytes -= track.bytes());
        return tracks;
    }

    /** Returns the tracks whose audio was neither passed on nor stated as a gap, including those in the buffer. */
    List<Track> unaccounted() {
        return unsettled.stream().filter(track -> track.account.pending() != 0).toList();
    }
}
