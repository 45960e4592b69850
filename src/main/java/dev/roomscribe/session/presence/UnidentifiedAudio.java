package dev.roomscribe.session.presence;

import dev.roomscribe.fishjam.agent.AudioChunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A bounded buffer for audio of peers that Fishjam has not described yet, so that their first words are not lost.
 * Confined to its session's event loop.
 */
final class UnidentifiedAudio {
    /** Of all peers together: 30 s of one track. */
    private static final int MAX_BYTES = 30 * 2 * 16_000;

    private final Map<String, Deque<AudioChunk>> chunksByPeer = new LinkedHashMap<>();
    private long bytes;

    /** Adds a chunk; returns the chunks that are dropped because the buffer is full, all of one peer at a time. */
    List<AudioChunk> add(AudioChunk chunk) {
        chunksByPeer.computeIfAbsent(chunk.peerId(), peer -> new ArrayDeque<>()).addLast(chunk);
        bytes += chunk.pcm().length;
        List<AudioChunk> dropped = new ArrayList<>();
        while (bytes > MAX_BYTES) {
            dropped.addAll(remove(chunksByPeer.keySet().iterator().next()));
        }
        return dropped;
    }

    /** Returns the peers that have audio in the buffer, in the order of their first chunks. */
    List<String> peers() {
        return List.copyOf(chunksByPeer.keySet());
    }

    boolean isEmpty() {
        return chunksByPeer.isEmpty();
    }

    /** Returns the first chunk of each peer in the buffer. */
    List<AudioChunk> first() {
        return chunksByPeer.values().stream().map(Deque::getFirst).toList();
    }

    /** Returns when the first chunk of a peer in the buffer arrived, by {@link System#nanoTime}. */
    long firstArrivalNanos(String peerId) {
        return Objects.requireNonNull(chunksByPeer.get(peerId)).getFirst().arrivedNanos();
    }

    /** Removes and returns a peer's chunks, in order. */
    List<AudioChunk> remove(String peerId) {
        Deque<AudioChunk> removed = chunksByPeer.remove(peerId);
        if (removed == null) {
            return List.of();
        }
        removed.forEach(chunk -> bytes -= chunk.pcm().length);
        return List.copyOf(removed);
    }
}
