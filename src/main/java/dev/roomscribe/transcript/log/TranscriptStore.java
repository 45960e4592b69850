package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.EventId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Stores the logs of all rooms. Thread-safe. */
public interface TranscriptStore extends AutoCloseable {
    /** Returns the log of a room, not yet opened. A room has at most one open log at a time. */
    TranscriptLog log(String roomId, TranscriptLog.Listener listener);

    /** Returns whether events are stored for a room that has no open log. */
    CompletionStage<Boolean> has(String roomId);

    /**
     * Returns the rooms that have stored events, in no particular order, without those that cannot be read. The first call reads an index of each room; later
     * ones read only what has changed. Blocks; thread-safe.
     *
     * @throws IOException if it is unknown which rooms have stored events
     */
    List<StoredRoom> rooms() throws IOException;

    /**
     * Returns what is stored of one room; empty if it has no stored events. Blocks.
     *
     * @throws IOException if it cannot be read
     */
    Optional<StoredRoom> room(String roomId) throws IOException;

    /**
     * Returns the stored sessions of one room, oldest first, from its index. Blocks.
     *
     * @throws IOException if they cannot be read
     */
    List<SessionSpan> sessions(String roomId) throws IOException;

    /**
     * Reads stored entries of a room, whether its log is open or not. Blocks.
     *
     * @param chars how many characters of JSON to read, approximately
     * @return empty if no event is stored after the position
     */
    List<LogEntry> read(String roomId, EventId after, int chars) throws IOException;

    /** Drops events that exceed the retention limits, including those of rooms that have no open log. */
    void sweep();

    /** Writes everything that is still unwritten and releases all resources. Blocks. */
    @Override
    void close();
}
