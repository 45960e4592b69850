package dev.roomscribe.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a session; see {@link RoomSession} for the transitions. */
public enum SessionState {
    CONNECTING,
    LISTENING,
    /** An earlier process left the session, and a new agent is taking the place of the earlier one. */
    RESUMING,
    /** The connection to Fishjam is lost and is being restored. */
    RECONNECTING,
    ENDING,
    ENDED;

    /** Returns whether the session has started and is not ending. */
    boolean isActive() {
        return this == LISTENING || this == RESUMING || this == RECONNECTING;
    }

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
