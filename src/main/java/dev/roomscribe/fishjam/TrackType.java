package dev.roomscribe.fishjam;

import java.util.Locale;

/** The kind of media of a track. */
public enum TrackType {
    AUDIO,
    VIDEO,
    /** A type that this client does not know, or none. */
    OTHER;

    /** Returns the name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static TrackType ofWire(String name) {
        for (TrackType type : values()) {
            if (type.wireName().equals(name)) {
                return type;
            }
        }
        return OTHER;
    }
}
