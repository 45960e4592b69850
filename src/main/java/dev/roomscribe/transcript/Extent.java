package dev.roomscribe.transcript;

/**
 * How much of a room's transcript there is at some moment. Equal extents hold the same events.
 *
 * @param start the position from which on every event is kept
 * @param end the position of the newest event
 */
public record Extent(EventId start, EventId end) {}
