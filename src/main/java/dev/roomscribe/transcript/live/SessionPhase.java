package dev.roomscribe.transcript.live;

import java.util.Locale;

/** What a session that has started and not ended is doing. */
public enum SessionPhase {
    LISTENING,
    /** The connection is lost and being taken up again: what is said now will be a gap. */
    RECONNECTING,
    /** Its last words are being settled. */
    ENDING;

    String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
