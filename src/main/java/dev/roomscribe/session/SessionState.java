package dev.roomscribe.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a session is in its life. */
public enum SessionState {
    CONNECTING,
    LISTENING,
    /** The connection to Fishjam was lost and is being taken up again. */
    RECONNECTING,
    ENDING,
    ENDED;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
