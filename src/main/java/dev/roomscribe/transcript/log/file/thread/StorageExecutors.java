package dev.roomscribe.transcript.log.file.thread;

import java.time.Duration;
import java.util.concurrent.Executor;

/** What a store of transcripts runs on: by default threads of its own, in a simulation a scheduler with virtual time. */
public interface StorageExecutors {
    /** Returns the executor that writes. Runs one task at a time. */
    Executor writer();

    /** Returns the executor that reads for subscribers and exports. */
    Executor readers();

    /** Returns the executor for slow work that must not delay the writer. Runs one task at a time. */
    Executor maintenance();

    /** Runs a task on the executor for maintenance until {@link #close}, with this pause before each run. */
    void repeat(Duration pause, Runnable task);

    /** Runs what was submitted to the writer and rejects later tasks. May block. Idempotent. */
    void close();
}
