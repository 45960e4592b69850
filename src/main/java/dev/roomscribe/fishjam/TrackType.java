package dev.roomscribe.fishjam;

import java.util.Locale;

/** The kind of media of a track. */
public enum TrackType {
    AUDIO,
    VIDEO,
    /** A type that this client does not know, or none. */
    OTHER;

    /** Returns the name in the REST API. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the constant with this wire name; {@link #OTHER} if there is none. */
    public static TrackType fromWireName(String name) {
        for (TrackType type : values()) {
            if (type.wireName().equals(name)) {
                return type;
            }
        }
        return OTHER;
    }
}
