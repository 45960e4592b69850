package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Configuration of a room; it cannot be changed after the room is created.
 *
 * @param type the kind of room
 * @param maxPeers the maximum number of peers, agents probably included; 0 for no limit
 * @param videoCodec the codec of its video
 * @param isPublic whether a livestream is public ({@code public} in the REST API)
 * @param batchedWebhooks whether one webhook request can contain several notifications
 * @param webhookUrl the URL for its notifications, null for the one set in the dashboard; deprecated by Fishjam
 */
public record RoomConfig(
        RoomType type,
        int maxPeers,
        VideoCodec videoCodec,
        boolean isPublic,
        boolean batchedWebhooks,
        @Nullable String webhookUrl) {
    public RoomConfig {
        requireNonNull(type, "type is null");
        requireNonNull(videoCodec, "videoCodec is null");
        if (maxPeers < 0) {
            throw new IllegalArgumentException("maxPeers must be 0 or more, not " + maxPeers);
        }
    }

    /** Returns the configuration of a room for audio and video without a peer limit. */
    public static RoomConfig conference() {
        return of(RoomType.CONFERENCE);
    }

    /** Returns the configuration of an audio-only room without a peer limit, the cheapest type. */
    public static RoomConfig audioOnly() {
        return of(RoomType.AUDIO_ONLY);
    }

    /** Returns the configuration of a room with Fishjam's defaults, without a peer limit. */
    public static RoomConfig of(RoomType type) {
        return new RoomConfig(type, 0, VideoCodec.H264, false, false, null);
    }

    public RoomConfig withMaxPeers(int limit) {
        return new RoomConfig(type, limit, videoCodec, isPublic, batchedWebhooks, webhookUrl);
    }

    public RoomConfig withVideoCodec(VideoCodec codec) {
        return new RoomConfig(type, maxPeers, codec, isPublic, batchedWebhooks, webhookUrl);
    }

    /** Returns the configuration of a public livestream. */
    public RoomConfig asPublic() {
        return new RoomConfig(type, maxPeers, videoCodec, true, batchedWebhooks, webhookUrl);
    }

    public RoomConfig withWebhook(String url, boolean batched) {
        return new RoomConfig(type, maxPeers, videoCodec, isPublic, batched, url);
    }
}
