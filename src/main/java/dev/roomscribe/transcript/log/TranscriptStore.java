package dev.roomscribe.transcript.log;

import java.util.concurrent.CompletionStage;

/** Where the logs of all rooms are kept. Thread-safe. */
public interface TranscriptStore extends AutoCloseable {
    /** Returns the log of a room, which is not open yet; a room may have one at a time. */
    abstract TranscriptLog log(String roomId, TranscriptLog.Listener listener);

    /** Returns whether anything is kept of a room that has no open log. */
    abstract CompletionStage<Boolean> has(String roomId);

    /** Drops what is too old or too much of the rooms that have no open log. */
    abstract void sweep();

    /** Writes what is still to be written and lets go of everything. Blocks. */
    @Override
    void close();
}
