package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a session is over. */
public enum SessionEndReason {
    /** Somebody asked for it, here, or in Fishjam by removing the agent. */
    STOPPED,
    /** Nobody was left to hear. */
    IDLE,
    /** The room is no more. */
    ROOM_DELETED,
    /** It lasted as long as a session may. */
    MAX_DURATION,
    /** The service is stopping. */
    DRAINED,
    /** It could not go on. */
    FAILED;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
