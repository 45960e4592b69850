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
 * A buffer for audio of peers that Fishjam has not described yet, so that their first words are not lost. It is bounded by
 * the bytes that it keeps in memory, {@link #MAX_PEER_BYTES} for each peer and {@link #MAX_SESSION_BYTES} in all, whatever
 * the size of a chunk. It keeps an account of each track: all of its audio is passed on or becomes a gap. Confined to its
 * session's event loop.
 */
final class UnidentifiedAudio {
    /** What a chunk costs besides its samples: the objects that hold it, about. */
    private static final int CHUNK_OVERHEAD_BYTES = 128;

    /** What a track costs besides its chunks: its timeline, its account and its ids, about. */
    private static final int TRACK_OVERHEAD_BYTES = 4_096;

    /** 30 s of a track with a chunk every 20 ms; fewer seconds of shorter chunks or of several tracks. */
    static final int MAX_PEER_BYTES = 1_500 * (640 + CHUNK_OVERHEAD_BYTES) + TRACK_OVERHEAD_BYTES;

    /** Several people may join at once, so that one of them cannot displace the first words of the others. */
    static final int MAX_SESSION_BYTES = 2 * MAX_PEER_BYTES;

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

        /** The metadata is not needed, and the ids of each message are copies of those of the first one. */
        private void add(AudioChunk chunk) {
            chunks.add(new AudioChunk(peerId, trackId, "", chunk.pcm(), chunk.arrivedNanos()));
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

        private static int samples(AudioChunk chunk) {
            return chunk.pcm().length / 2;
        }
    }

    /** The buffered tracks of one peer. */
    private static final class PeerAudio {
        private final Map<String, Track> tracks = new LinkedHashMap<>();
        private long bytes;
    }

    private final Map<String, PeerAudio> peers = new LinkedHashMap<>();
    /** Tracks whose audio is not all accounted for. */
    private final List<Track> unsettled = new ArrayList<>();

    private long bytes;

    /**
     * Adds a chunk.
     *
     * @return what is removed because the buffer is full: all audio of this peer, or of the peers that have waited longest
     */
    List<Track> add(AudioChunk chunk) {
        PeerAudio peer = peers.computeIfAbsent(chunk.peerId(), id -> new PeerAudio());
        long cost = (long) chunk.pcm().length + CHUNK_OVERHEAD_BYTES;
        if (!peer.tracks.containsKey(chunk.trackId())) {
            peer.tracks.put(chunk.trackId(), open(chunk));
            cost += TRACK_OVERHEAD_BYTES;
        }
        Objects.requireNonNull(peer.tracks.get(chunk.trackId())).add(chunk);
        peer.bytes += cost;
        bytes += cost;
        List<Track> dropped = new ArrayList<>();
        if (peer.bytes > MAX_PEER_BYTES) {
            dropped.addAll(remove(chunk.peerId()));
        }
        while (bytes > MAX_SESSION_BYTES) {
            dropped.addAll(remove(peers.keySet().iterator().next()));
        }
        return dropped;
    }

    /** Returns about how many bytes the buffer keeps in memory. */
    long bytes() {
        return bytes;
    }

    private Track open(AudioChunk first) {
        unsettled.removeIf(track -> track.account.pending() == 0);
        Track track = new Track(first);
        unsettled.add(track);
        return track;
    }

    Set<String> peers() {
        return Set.copyOf(peers.keySet());
    }

    boolean isEmpty() {
        return peers.isEmpty();
    }

    /** Returns when the first chunk of a peer in the buffer arrived, by {@link System#nanoTime}. */
    long firstArrivalNanos(String peerId) {
        return Objects.requireNonNull(peers.get(peerId)).tracks.values().stream()
                .mapToLong(track -> track.chunks.get(0).arrivedNanos())
                .reduce((one, other) -> one - other < 0 ? one : other)
                .orElseThrow();
    }

    /** Returns all tracks in the buffer. */
    List<Track> tracks() {
        return peers.values().stream()
                .flatMap(peer -> peer.tracks.values().stream())
                .toList();
    }

    /** Removes and returns a peer's tracks. All of their audio must then be accounted for. */
    List<Track> remove(String peerId) {
        PeerAudio removed = peers.remove(peerId);
        if (removed == null) {
            return List.of();
        }
        bytes -= removed.bytes;
        return List.copyOf(removed.tracks.values());
    }

    /** Returns the tracks whose audio was neither passed on nor stated as a gap, including those in the buffer. */
    List<Track> unaccounted() {
        return unsettled.stream().filter(track -> track.account.pending() != 0).toList();
    }
}
