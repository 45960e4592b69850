package dev.roomscribe.transcript.log.memory;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Creates logs in memory. Closing a log, or the process, discards its events. */
public final class MemoryStore implements TranscriptStore {
    private final Retention retention;
    private final InstantSource clock;

    public MemoryStore(Retention retention, InstantSource clock) {
        this.retention = requireNonNull(retention, "retention is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public TranscriptLog log(String roomId, TranscriptLog.Listener listener) {
        return new MemoryLog(roomId, retention, clock, listener);
    }

    @Override
    public CompletionStage<Boolean> has(String roomId) {
        return CompletableFuture.completedStage(false);
    }

    @Override
    public void sweep() {
        // Open logs drop their own events.
    }

    @Override
    public void close() {
        // Logs in memory have no resources to release.
    }
}
