package dev.roomscribe.transcript;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps nothing but what its logs hold. */
final class MemoryStore extends TranscriptStore {
    private final Retention retention;
    private final InstantSource clock;

    MemoryStore(Retention retention, InstantSource clock) {
        this.retention = requireNonNull(retention, "retention is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    TranscriptLog log(String roomId, TranscriptLog.Listener listener) {
        return new MemoryLog(roomId, retention, clock, listener);
    }

    @Override
    CompletionStage<Boolean> has(String roomId) {
        return CompletableFuture.completedStage(false);
    }

    @Override
    void sweep() {
        // Open logs drop what is theirs.
    }

    @Override
    public void close() {
        // There is nothing to let go of.
    }
}
