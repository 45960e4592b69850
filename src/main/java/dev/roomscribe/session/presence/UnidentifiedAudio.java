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
 * What peers say before Fishjam has told who they are: kept, so that nobody's first words are lost, but not for ever.
 * Confined to its session's event loop.
 */
final class UnidentifiedAudio {
    /** Half a minute of one talker in the usual chunks; what a session keeps in all. */
    private static final int MOST_CHUNKS = 1_500;

    private final Map<String, Deque<AudioChunk>> chunks = new LinkedHashMap<>();
    private int count;

    /** Keeps a chunk; returns whether there was room. */
    boolean keep(AudioChunk chunk) {
        if (count == MOST_CHUNKS) {
            return false;
        }
        chunks.computeIfAbsent(chunk.peerId(), peer -> new ArrayDeque<>()).addLast(chunk);
        count++;
        return true;
    }

    /** Returns the peer that has waited longest; there must be one. */
    String oldest() {
        return chunks.keySet().iterator().next();
    }

    Set<String> peers() {
        return Set.copyOf(chunks.keySet());
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    /** Returns when a peer that is kept here was first heard. */
    long firstNanos(String peerId) {
        return Objects.requireNonNull(chunks.get(peerId)).getFirst().arrivedNanos();
    }

    /** Hands over what a peer has said, in order. */
    List<AudioChunk> take(String peerId) {
        Deque<AudioChunk> taken = chunks.remove(peerId);
        if (taken == null) {
            return List.of();
        }
        count -= taken.size();
        return List.copyOf(taken);
    }
}
