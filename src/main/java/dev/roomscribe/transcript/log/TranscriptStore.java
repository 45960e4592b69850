package dev.roomscribe.transcript.log;

import java.util.concurrent.CompletionStage;

/** Stores the logs of all rooms. Thread-safe. */
public interface TranscriptStore extends AutoCloseable {
    /** Returns the log of a room, not yet opened. A room has at most one open log at a time. */
    TranscriptLog log(String roomId, TranscriptLog.Listener listener);

    /** Returns whether events are stored for a room that has no open log. */
    CompletionStage<Boolean> has(String roomId);

    /** Drops events that exceed the retention limits, including those of rooms that have no open log. */
    void sweep();

    /** Writes everything that is still unwritten and releases all resources. Blocks. */
    @Override
    void close();
}
