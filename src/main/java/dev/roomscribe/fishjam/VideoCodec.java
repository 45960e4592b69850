package dev.roomscribe.fishjam;

import java.util.Locale;

/** The codec of a room's video. */
public enum VideoCodec {
    H264,
    VP8,
    /** A codec that this client does not know; only read, never sent. */
    OTHER;

    /** Returns the name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static VideoCodec ofWire(String name) {
        for (VideoCodec codec : values()) {
            if (codec.wireName().equals(name)) {
                return codec;
            }
        }
        return OTHER;
    }
}
