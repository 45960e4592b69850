package dev.roomscribe.transcript.live;

import java.util.Locale;

/** The state of a running session, as snapshots show it. */
public enum SessionPhase {
    LISTENING,
    /** The process that ran the session has ended, or is about to, and another one will continue it. */
    INTERRUPTED,
    /** The connection to Fishjam is lost and is being restored. Speech in this time becomes a gap. */
    RECONNECTING,
    /** The last finals are being produced. */
    ENDING;

    String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
