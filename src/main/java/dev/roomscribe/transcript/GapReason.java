package dev.roomscribe.transcript;

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
    /** The events after the id that a subscriber gave are no longer kept. */
    EXPIRED_ID,
    /** The id that a subscriber gave is none of this log's: another server's, or from before a restart. */
    UNKNOWN_ID,
    /** A subscriber read too slowly. */
    SLOW_SUBSCRIBER;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
