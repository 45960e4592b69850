package dev.roomscribe.fishjam;

import java.util.Locale;

/** The kind of a room, which determines the price per peer. */
public enum RoomType {
    CONFERENCE,
    AUDIO_ONLY,
    LIVESTREAM,
    AUDIO_ONLY_LIVESTREAM,
    /** A type that this client does not know; only read, never sent. */
    OTHER;

    /** Returns the name in the REST API. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the constant with this wire name; {@link #OTHER} if there is none. */
    public static RoomType fromWireName(String name) {
        for (RoomType type : values()) {
            if (type.wireName().equals(name)) {
                return type;
            }
        }
        // Names that older rooms have.
        return switch (name) {
            case "full_feature" -> CONFERENCE;
            case "broadcaster" -> LIVESTREAM;
            default -> OTHER;
        };
    }
}
