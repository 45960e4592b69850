package dev.roomscribe.fishjam;

import java.util.Locale;

/** Which tracks a peer receives. Fixed when the peer is created. */
public enum SubscribeMode {
    /** The tracks of all other peers, agents included, present and future. */
    AUTO,
    /** Only the tracks that it is subscribed to. */
    MANUAL;

    /** Returns the name in the REST API. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
