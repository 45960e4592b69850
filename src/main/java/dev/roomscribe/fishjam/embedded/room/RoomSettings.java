package dev.roomscribe.fishjam.embedded.room;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A room's configuration.
 *
 * @param batchWebhookNotifications whether one webhook request may carry several notifications
 * @param maxPeers 0 for no limit
 * @param publicRoom Fishjam's {@code public}; has no effect here
 * @param roomType as Fishjam writes it, such as {@code audio_only}; has no effect here
 * @param videoCodec as Fishjam writes it; has no effect here
 * @param webhookUrl the room's own webhook; null for the webhook of all rooms
 */
public record RoomSettings(
        boolean batchWebhookNotifications,
        int maxPeers,
        boolean publicRoom,
        String roomType,
        String videoCodec,
        @Nullable String webhookUrl) {
    public RoomSettings {
        requireNonNull(roomType, "roomType is null");
        requireNonNull(videoCodec, "videoCodec is null");
    }

    /** Returns Fishjam's defaults. */
    public static RoomSettings defaults() {
        return new RoomSettings(false, 0, false, "conference", "h264", null);
    }
}
