package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.EventId;

/**
 * The positions that a log holds at some moment. Equal ranges of a room hold the same events.
 *
 * @param start the position before the oldest stored event
 * @param end the position of the newest event
 * @param erasures how many erasures of a peer or a session the events have had
 */
public record LogRange(EventId start, EventId end, long erasures) {
    /** Of a log that has had no erasures. */
    public LogRange(EventId start, EventId end) {
        this(start, end, 0);
    }
}
