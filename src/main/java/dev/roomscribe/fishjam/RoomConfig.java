package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a room is set up as; none of it can be changed later.
 *
 * @param type what it is for
 * @param maxPeers how many peers it may have, agents probably counted; 0 for no limit
 * @param videoCodec how its video is coded
 * @param open whether anybody may watch; livestreams only ({@code public} on the wire)
 * @param batchedWebhooks whether its webhook gets several notifications at once
 * @param webhookUrl where its notifications are posted in place of the dashboard's address, null for there; Fishjam has
 *     deprecated it
 */
public record RoomConfig(
        RoomType type,
        int maxPeers,
        VideoCodec videoCodec,
        boolean open,
        boolean batchedWebhooks,
        @Nullable String webhookUrl) {
    public RoomConfig {
        requireNonNull(type, "type is null");
        requireNonNull(videoCodec, "videoCodec is null");
        if (maxPeers < 0) {
            throw new IllegalArgumentException("maxPeers must be 0 or more, not " + maxPeers);
        }
    }

    /** Returns a room for audio and video without a limit. */
    public static RoomConfig conference() {
        return of(RoomType.CONFERENCE);
    }

    /** Returns a room for audio alone without a limit; the cheapest to be in. */
    public static RoomConfig audioOnly() {
        return of(RoomType.AUDIO_ONLY);
    }

    /** Returns a room of a type, without a limit and with Fishjam's defaults. */
    public static RoomConfig of(RoomType type) {
        return new RoomConfig(type, 0, VideoCodec.H264, false, false, null);
    }

    public RoomConfig withMaxPeers(int limit) {
        return new RoomConfig(type, limit, videoCodec, open, batchedWebhooks, webhookUrl);
    }

    public RoomConfig withVideoCodec(VideoCodec codec) {
        return new RoomConfig(type, maxPeers, codec, open, batchedWebhooks, webhookUrl);
    }

    /** Lets anybody watch; for livestreams. */
    public RoomConfig opened() {
        return new RoomConfig(type, maxPeers, videoCodec, true, batchedWebhooks, webhookUrl);
    }

    public RoomConfig withWebhook(String url, boolean batched) {
        return new RoomConfig(type, maxPeers, videoCodec, open, batched, url);
    }
}
