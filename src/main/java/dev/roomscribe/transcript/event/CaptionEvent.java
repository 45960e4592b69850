package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * An event that is sent to subscribers. In JSON, {@code type}, {@code id} (durable events only) and {@code room_id} come
 * first, then the event's fields in snake case; null fields are omitted.
 *
 * <p>{@code start}, {@code end}, {@code from}, {@code to} and {@code at} are seconds from the start of the session.
 * Instants are wall-clock time.
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface CaptionEvent
        permits DurableEvent, PartialTranscript, SessionStatusUpdate, PeerErased, MissedEvents, StreamClosing {
    /** Returns the type in the public API, such as {@code transcript.final}. */
    String type();
}
