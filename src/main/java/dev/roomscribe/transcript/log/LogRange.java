package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.EventId;

/**
 * The positions that a log holds at some moment. Equal ranges of a room hold the same events.
 *
 * @param start the position before the oldest stored event
 * @param end the position of the newest event
 */
public record LogRange(EventId start, EventId end) {}
