package dev.roomscribe.session.presence;

import dev.roomscribe.fishjam.agent.AudioChunk;
import java.util.ArrayDeque;
import java.util.Deque;
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
    /** Of all peers together; 30 s of one track in chunks of the usual 20 ms. */
    private static final int MAX_CHUNKS = 1_500;

    private final Map<String, Deque<AudioChunk>> chunksByPeer = new LinkedHashMap<>();
    private int count;

    /** Adds a chunk; returns false and drops it if the buffer is full. */
    boolean add(AudioChunk chunk) {
        if (count == MAX_CHUNKS) {
            return false;
        }
        chunksByPeer.computeIfAbsent(chunk.peerId(), peer -> new ArrayDeque<>()).addLast(chunk);
        count++;
        return true;
    }

    /** Returns the peer whose first chunk was added first; the buffer must not be empty. */
    String oldestPeer() {
        return chunksByPeer.keySet().iterator().next();
    }

    Set<String> peers() {
        return Set.copyOf(chunksByPeer.keySet());
    }

    boolean isEmpty() {
        return chunksByPeer.isEmpty();
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
        count -= removed.size();
        return List.copyOf(removed);
    }
}
