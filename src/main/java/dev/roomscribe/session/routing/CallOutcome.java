package dev.roomscribe.session.routing;

import java.util.Locale;

/** How a call of another node has ended. */
public enum CallOutcome {
    /** It has done what was asked. */
    DONE,
    /** It has refused, as it would refuse a client. */
    REFUSED,
    /** It has not answered, or could not read the call. */
    FAILED;

    /** Returns the name in lower case, as metrics show it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
