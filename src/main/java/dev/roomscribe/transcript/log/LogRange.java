package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.EventId;

/**
 * How much of a room's transcript there is at some moment. Equal extents hold the same events.
 *
 * @param start the position from which on every event is kept
 * @param end the position of the newest event
 */
public record LogRange(EventId start, EventId end) {}
