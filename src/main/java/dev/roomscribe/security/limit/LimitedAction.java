package dev.roomscribe.security.limit;

import java.util.Locale;

/** What is limited per client address. */
public enum LimitedAction {
    /** Requests to start a session. */
    STARTS,
    /** Open caption streams. */
    STREAMS,
    /** Requests for a transcript file. */
    EXPORTS,
    /** Requests that failed to authenticate. */
    FAILED_AUTHENTICATIONS;

    /** Returns the name of the policy in the headers of responses, and the value of metric labels. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
