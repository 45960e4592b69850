package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

/**
 * What a room is set up as.
 *
 * @param type what it is for
 * @param maxPeers how many peers it may have, agents probably counted; 0 for no limit
 */
public record RoomConfig(RoomType type, int maxPeers) {
    public RoomConfig {
        requireNonNull(type, "type is null");
        if (maxPeers < 0) {
            throw new IllegalArgumentException("maxPeers must be 0 or more, not " + maxPeers);
        }
    }

    /** Returns a room for audio and video without a limit. */
    public static RoomConfig conference() {
        return new RoomConfig(RoomType.CONFERENCE, 0);
    }

    /** Returns a room for audio alone without a limit; the cheapest to be in. */
    public static RoomConfig audioOnly() {
        return new RoomConfig(RoomType.AUDIO_ONLY, 0);
    }

    public RoomConfig withMaxPeers(int limit) {
        return new RoomConfig(type, limit);
    }
}
