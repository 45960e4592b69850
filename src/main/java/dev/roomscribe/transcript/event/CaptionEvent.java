package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Whatever goes out to a subscriber. In JSON its fields follow {@code type}, {@code id} (if it is durable) and
 * {@code room_id}, in snake case; what is absent is left out.
 *
 * <p>Times called start, end, from, to and at are seconds from the session's start; instants are wall clock.
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface CaptionEvent permits DurableEvent, PartialTranscript, MissedEvents, StreamClosing {
    /** Returns the type that clients know it by, such as {@code transcript.final}. */
    String type();
}
