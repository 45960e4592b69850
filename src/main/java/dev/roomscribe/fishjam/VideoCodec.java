package dev.roomscribe.fishjam;

import java.util.Locale;

/** The codec of a room's video. */
public enum VideoCodec {
    H264,
    VP8,
    /** A codec that this client does not know; only read, never sent. */
    OTHER;

    /** Returns the name in the REST API. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the constant with this wire name; {@link #OTHER} if there is none. */
    public static VideoCodec fromWireName(String name) {
        for (VideoCodec codec : values()) {
            if (codec.wireName().equals(name)) {
                return codec;
            }
        }
        return OTHER;
    }
}
