package dev.roomscribe.fishjam;

import java.util.Locale;

/** What a room is for; it decides what its peers are billed at. */
public enum RoomType {
    CONFERENCE,
    AUDIO_ONLY,
    LIVESTREAM,
    AUDIO_ONLY_LIVESTREAM,
    /** A type that this client does not know; it is reported, never asked for. */
    OTHER;

    /** Returns the name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static RoomType ofWire(String name) {
        for (RoomType type : values()) {
            if (type.wireName().equals(name)) {
                return type;
            }
        }
        // The two names that older rooms go by.
        return switch (name) {
            case "full_feature" -> CONFERENCE;
            case "broadcaster" -> LIVESTREAM;
            default -> OTHER;
        };
    }
}
