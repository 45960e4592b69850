package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.log.Erasure;
import org.jspecify.annotations.Nullable;

/**
 * Learns that stored events were erased, so that copies of them are erased as well. Called on the thread that writes the
 * transcripts, after reading returns nothing of the events, so it must return quickly.
 */
@FunctionalInterface
public interface ErasureListener {
    /**
     * Events of a room were erased.
     *
     * @param erasure tells which; null for all events of the room
     */
    void erased(String roomId, @Nullable Erasure erasure);
}
