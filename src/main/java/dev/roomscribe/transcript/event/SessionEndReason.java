package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a session ended. */
public enum SessionEndReason {
    /** A client stopped the session, or the agent was removed in Fishjam. */
    STOPPED,
    /** No peer was left to transcribe. */
    IDLE,
    /** The room was deleted. */
    ROOM_DELETED,
    /** The session reached the maximum duration. */
    MAX_DURATION,
    /** The service is stopping, and it does not resume sessions. */
    DRAINED,
    /** The session failed and could not continue. */
    FAILED;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
