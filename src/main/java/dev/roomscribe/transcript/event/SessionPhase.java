package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a running session. */
public enum SessionPhase {
    LISTENING,
    /** The process that ran the session has ended, or is about to, and another one will continue it. */
    INTERRUPTED,
    /** A process continues the session of an earlier one, but receives no audio yet. */
    RESUMING,
    /** The connection to Fishjam is lost and is being restored. Speech in this time becomes a gap. */
    RECONNECTING,
    /** The last finals are being produced. */
    ENDING;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
