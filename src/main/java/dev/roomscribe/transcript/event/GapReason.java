package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why something is missing. */
public enum GapReason {
    /** Recognition was too far behind. */
    OVERLOAD,
    /** A decoder failed. */
    DECODER_FAILED,
    /** Somebody was heard of whom Fishjam knows nothing. */
    UNKNOWN_PEER,
    /** The connection to Fishjam was lost; what was said meanwhile went unheard. */
    CONNECTION_LOST,
    /** The service ended without warning; what was being said then is missing, and what was said until it was back. */
    SERVICE_CRASHED,
    /** The log could not keep events, or can no longer read them. */
    LOST_EVENTS,
    /** The events after the id that a subscriber gave are no longer kept. */
    EXPIRED_ID,
    /** The id that a subscriber gave is none of this log's: another server's, or of a transcript that is no more. */
    UNKNOWN_ID,
    /** A subscriber read too slowly. */
    SLOW_SUBSCRIBER;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
