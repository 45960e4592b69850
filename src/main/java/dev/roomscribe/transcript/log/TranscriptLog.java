package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The durable, ordered events of one room. Ids are positions and reading is by position; nothing else is assumed about
 * where events are stored. The listener is called once an event is stored.
 *
 * <p>Thread-safe; no method blocks. Operations take effect in the order in which they were called.
 */
public interface TranscriptLog {
    /** Called when the log changes: by one thread at a time, in the order of the ids, and never while holding a lock. */
    interface Listener {
        /** The log stores the event, which may now be shown to subscribers. */
        void appended(LogEntry entry);

        /** All events were erased; the log continues at a position of a new epoch. */
        void erased(EventId end);

        /** The words of a peer, or a session, were erased from all events so far. */
        void erased(Erasure erasure);

        /**
         * Another process, which runs the room's session, has published an event without an id: a {@code PartialTranscript} or
         * a {@code SessionStatusUpdate}.
         */
        default void published(CaptionEvent event) {}

        /** Returns a listener that logs what this one throws: an event that is stored stays stored. */
        default Listener logged() {
            return new LoggedListener(this);
        }
    }

    /**
     * The state of a log after it was opened.
     *
     * @param session the {@code session.started} entry of the session that {@code newest} begins in; null if it is in
     *     {@code newest} itself, or if no session was running there
     * @param newest the newest events, oldest first, enough to build a snapshot for a subscriber
     * @param end the position of the newest event
     * @param interruption the session that was running when its process ended, if this process continues it; null if there
     *     is none
     */
    record Opened(
            @Nullable LogEntry session,
            List<LogEntry> newest,
            EventId end,
            @Nullable Interruption interruption) {
        /** Returns the state of a log that has no events. */
        public static Opened empty(EventId end) {
            return new Opened(null, List.of(), end, null);
        }
    }

    /** Opens the log. Must be called once, before any other method. */
    CompletionStage<Opened> open();

    /**
     * Appends an event. A {@code session.started} is followed by the gap since the previous session, or, if earlier events
     * cannot be read yet, the gap comes once they can; see {@link SessionSequence}. The events and the progress of one session come from one thread.
     *
     * @return completes after the listener was called; fails if too many events are waiting to be written, and then
     *     the next entry's {@link LogEntry#previous} shows that events are missing
     */
    CompletionStage<EventId> append(DurableEvent event);

    /**
     * Saves up to where the audio of the running session is final, so that a restart after a crash can state exactly what
     * is missing. Takes effect after the events that were appended before. The newest progress replaces earlier ones;
     * never fails, as the next one follows soon.
     */
    void saveProgress(SessionProgress progress);

    /**
     * Reads entries after a position.
     *
     * @param upTo the last position to read, inclusive
     * @param chars how many characters of JSON to read, approximately
     * @return empty if no stored event lies between the two positions
     */
    CompletionStage<List<LogEntry>> read(EventId after, EventId upTo, int chars);

    /**
     * Reads the last entries up to a position, oldest first.
     *
     * @param after the position before the first entry that may be read
     * @param upTo the last position to read, inclusive
     * @param chars how many characters of JSON to read, approximately
     * @return empty if no stored event lies between the two positions
     */
    CompletionStage<List<LogEntry>> readBack(EventId after, EventId upTo, int chars);

    /**
     * Returns a position before every event that was appended at a time or later, so that reading may begin there; the last
     * one that an index tells.
     */
    CompletionStage<EventId> positionBefore(LogRange range, Instant time);

    /**
     * Returns the sessions between two positions, oldest first. Reads an index, and only events that it does not contain.
     */
    CompletionStage<List<SessionSpan>> sessions(LogRange range);

    /**
     * Returns how a session stands that another process has run, to be asked once this process has the lease on the room;
     * empty if the log cannot tell, and if {@link Opened#interruption} tells.
     */
    default CompletionStage<Optional<Interruption>> interruption(String sessionId) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    /** Sends an event without an id to the other processes that have the log open, if there may be any. */
    default void publish(CaptionEvent event) {}

    /** Returns the position before the oldest stored event. */
    EventId start();

    /** Erases all events unless a session is running; returns whether it did. */
    CompletionStage<Boolean> erase();

    /**
     * Erases the words of a peer from all events so far, also while a session is running. Reading returns nothing of them
     * once the listener was called.
     *
     * @return completes when nothing of them is stored; fails if that could not be done yet. If the erasure has begun, it is
     *     completed later, also after a restart
     */
    CompletionStage<Void> erase(String peerId);

    /**
     * Erases a session that has ended; otherwise as for a peer. Ids of other events stay valid, and {@link #sessions} does
     * not return the session any more.
     */
    CompletionStage<Void> eraseSession(String sessionId);

    /** Returns how many erasures of a peer or a session the stored events have had. */
    long erasures();

    /** Drops events that are older than the retention allows. */
    void trim();

    /** Returns whether closing the log loses nothing: it can be opened again, or it is empty. */
    boolean mayClose();

    /** Writes what was appended and releases the log's resources. */
    void close();
}
