package dev.roomscribe.fishjam;

import java.util.Locale;

/** Whose audio a peer is given. It is fixed when the peer is created. */
public enum SubscribeMode {
    /** That of everybody else, other agents included, now and later. */
    AUTO,
    /** Only that which is asked for by a subscribe call. */
    MANUAL;

    /** Returns the name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
