package dev.roomscribe.transcript;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The durable, ordered events of one room. Ids are positions, reading is by position, and nothing else is assumed, so
 * that a file or a Redis stream can stand in for the memory of this process.
 *
 * <p>Not thread-safe: its room locks it.
 */
interface TranscriptLog {
    /** One logged event, with the JSON that every subscriber gets. */
    record Entry(EventId id, DurableEvent event, String json, Instant appendedAt) {}

    Entry append(DurableEvent event);

    /** Returns the first event after a position that is kept; empty if there is none. */
    Optional<Entry> next(EventId after);

    /** Returns all that is kept, oldest first. */
    List<Entry> entries();

    /** Returns the position from which on every event is kept: that of the last one dropped. */
    EventId start();

    /** Returns the position of the newest event; equal to {@link #start} when nothing is kept. */
    EventId end();

    /** Drops what is too old. */
    void trim();
}
