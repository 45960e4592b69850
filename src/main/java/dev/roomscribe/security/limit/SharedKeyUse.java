package dev.roomscribe.security.limit;

import dev.roomscribe.security.access.KeyReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Counts what is used with API keys on all nodes. {@link KeyLimits} counts what is used on this node, which alone limits a key
 * while the others cannot be asked. Thread-safe; no method blocks, and no stage fails.
 */
public interface SharedKeyUse {
    /** There are no other nodes. */
    SharedKeyUse NONE = new SharedKeyUse() {
        @Override
        public CompletionStage<Boolean> tryStart(KeyReference key) {
            return CompletableFuture.completedStage(true);
        }

        @Override
        public CompletionStage<Optional<SessionSlot>> trySession(KeyReference key, String roomId) {
            return CompletableFuture.completedStage(Optional.of(SessionSlot.UNCOUNTED));
        }

        @Override
        public int streamsElsewhere(KeyReference key) {
            return 0;
        }

        @Override
        public void reportStreams(Supplier<Map<String, Integer>> open) {}
    };

    /** The count of a session that is about to start. Call one of the two. */
    interface SessionSlot {
        /** A session that is not counted. */
        SessionSlot UNCOUNTED = new SessionSlot() {
            @Override
            public void started(String sessionId) {}

            @Override
            public void free() {}
        };

        /** The session counts until it ends, on whichever node it runs. */
        void started(String sessionId);

        /** No session was started. */
        void free();
    }

    /** Counts a request to start a session. Completes with false, and does not count it, if the key has none left. */
    CompletionStage<Boolean> tryStart(KeyReference key);

    /**
     * Counts a session that may be about to start, unless the room has one.
     *
     * @return completes with empty if the key has none left
     */
    CompletionStage<Optional<SessionSlot>> trySession(KeyReference key, String roomId);

    /** Returns how many streams were open with a key on the other nodes a second ago. */
    int streamsElsewhere(KeyReference key);

    /** Sets what returns the open streams of this node by the ids of their keys. */
    void reportStreams(Supplier<Map<String, Integer>> open);
}
