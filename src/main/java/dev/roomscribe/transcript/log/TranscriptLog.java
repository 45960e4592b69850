package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The durable, ordered events of one room. Ids are positions, reading is by position, and nothing else is assumed: an
 * event may be written by a file, by another machine, or in this memory, and is heard of when it is safely there.
 *
 * <p>Thread-safe, and no method waits. What is asked of a log happens in the order in which it was asked.
 */
public interface TranscriptLog {
    /** Told of what becomes of the log: by one thread at a time, in the order of the ids, and never under a lock. */
    interface Listener {
        /** An event is in the log, and may be shown. */
        void appended(LogEntry entry);

        /** Everything is gone, for good; the log goes on from a position of another epoch. */
        void erased(EventId end);
    }

    /**
     * What an opened log holds.
     *
     * @param session the start of the session that the newest events are of, where it is not one of them
     * @param newest the newest events, oldest first: enough of them for a snapshot, if there are as many
     * @param end the position of the newest event
     */
    record Opened(@Nullable LogEntry session, List<LogEntry> newest, EventId end) {}

    /** Makes the log ready; to be called once, before anything else. */
    CompletionStage<Opened> open();

    /**
     * Appends an event.
     *
     * @return completed after the listener was told; fails if the log has too much to write already, and then the ids
     *     show a hole
     */
    CompletionStage<EventId> append(DurableEvent event);

    /**
     * Reads on from a position.
     *
     * @param upTo the last position to read
     * @param chars how much JSON to read, more or less
     * @return empty if nothing that is kept lies between these two
     */
    CompletionStage<List<LogEntry>> read(EventId after, EventId upTo, int chars);

    /** Returns the position from which on every event is kept: that of the last one dropped. */
    EventId start();

    /** Drops everything that was ever logged, unless a session runs; says which. */
    CompletionStage<Boolean> erase();

    /** Drops what is too old. */
    void trim();

    /** Returns whether closing the log loses nothing, as it can be opened again or there is nothing in it. */
    boolean mayClose();

    /** Lets go of what the log holds; what was appended before is written. */
    void close();
}
