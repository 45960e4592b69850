package dev.roomscribe.session.presence;

import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.audio.TrackTimeline;
import dev.roomscribe.fishjam.agent.AudioChunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A bounded buffer for audio of peers that Fishjam has not described yet, so that their first words are not lost.
 * Confined to its session's event loop.
 */
final class UnidentifiedAudio {
    /** Of all peers together: 30 s of one track. */
    private static final int MAX_BYTES = 30 * 2 * 16_000;

    private static final Duration TIMELINE_RETENTION = Duration.ofMinutes(1);

    /** When the audio of one track in the buffer was spoken, by {@link System#nanoTime}. */
    record Interval(String peerId, String trackId, long fromNanos, long toNanos) {}

    private static final class Track {
        final List<AudioChunk> chunks = new ArrayList<>();
        /** A burst of late audio does not show when its first sample was spoken, but the audio after it does. */
        final TrackTimeline timeline = new TrackTimeline(TIMELINE_RETENTION);

        Interval interval() {
            AudioChunk first = chunks.get(0);
            return new Interval(
                    first.peerId(),
                    first.trackId(),
                    timeline.nanosAt(0),
                    timeline.nanosAt(timeline.samples() - 1) + Pcm16.NANOS_PER_SAMPLE);
        }
    }

    private final Map<String, Map<String, Track>> tracksByPeer = new LinkedHashMap<>();
    private long bytes;

    /** Adds a chunk; returns what is dropped because the buffer is full, all audio of one peer at a time. */
    List<Interval> add(AudioChunk chunk) {
        Track track = tracksByPeer
                .computeIfAbsent(chunk.peerId(), peer -> new LinkedHashMap<>())
                .computeIfAbsent(chunk.trackId(), id -> new Track());
        track.chunks.add(chunk);
        track.timeline.arrived(chunk.pcm().length / 2, chunk.arrivedNanos());
        bytes += chunk.pcm().length;
        List<Interval> dropped = new ArrayList<>();
        while (bytes > MAX_BYTES) {
            dropped.addAll(discard(tracksByPeer.keySet().iterator().next()));
        }
        return dropped;
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

    /** Returns all audio in the buffer. */
    List<Interval> intervals() {
        return tracksByPeer.values().stream()
                .flatMap(tracks -> tracks.values().stream())
                .map(Track::interval)
                .toList();
    }

    /** Removes and returns a peer's chunks; those of one track are in order. */
    List<AudioChunk> remove(String peerId) {
        return removeTracks(peerId).stream()
                .flatMap(track -> track.chunks.stream())
                .toList();
    }

    /** Removes a peer's audio, and returns what it was. */
    List<Interval> discard(String peerId) {
        return removeTracks(peerId).stream().map(Track::interval).toList();
    }

    private List<Track> removeTracks(String peerId) {
        Map<String, Track> removed = tracksByPeer.remove(peerId);
        if (removed == null) {
            return List.of();
        }
        List<Track> tracks = List.copyOf(removed.values());
        tracks.forEach(track -> track.chunks.forEach(chunk -> bytes -= chunk.pcm().length));
        return tracks;
    }
}
