package dev.roomscribe.fishjam.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.fishjam.embedded.room.RoomSettings;
import java.util.List;
import java.util.Set;

/** Reads the settings of a room from the body of the request that creates it. */
final class RoomRequest {
    private static final List<String> KEYS =
            List.of("batchWebhookNotifications", "maxPeers", "public", "roomType", "videoCodec", "webhookUrl");
    private static final Set<String> ROOM_TYPES =
            Set.of("conference", "audio_only", "livestream", "audio_only_livestream", "full_feature", "broadcaster");
    private static final Set<String> VIDEO_CODECS = Set.of("h264", "vp8");

    private RoomRequest() {}

    static RoomSettings settings(JsonNode body) throws HttpException {
        for (var field : body.properties()) {
            if (!KEYS.contains(field.getKey())) {
                throw HttpException.badRequest("Unexpected field: " + field.getKey());
            }
            // A null selects the default.
            if (!field.getValue().isNull()) {
                check(field.getKey(), field.getValue());
            }
        }
        RoomSettings defaults = RoomSettings.defaults();
        return new RoomSettings(
                body.path("batchWebhookNotifications").asBoolean(defaults.batchWebhookNotifications()),
                body.path("maxPeers").asInt(defaults.maxPeers()),
                body.path("public").asBoolean(defaults.publicRoom()),
                body.path("roomType").asText(defaults.roomType()),
                body.path("videoCodec").asText(defaults.videoCodec()),
                body.path("webhookUrl").textValue());
    }

    private static void check(String key, JsonNode value) throws HttpException {
        boolean valid;
        String expected;
        switch (key) {
            case "maxPeers" -> {
                valid = value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0;
                expected = "a number";
            }
            case "roomType" -> {
                valid = ROOM_TYPES.contains(value.asText());
                expected = "a room type";
            }
            case "videoCodec" -> {
                valid = VIDEO_CODECS.contains(value.asText());
                expected = "h264 or vp8";
            }
            case "webhookUrl" -> {
                valid = value.isTextual() && value.textValue().matches("https?://[^/]+/.*");
                expected = "a URL";
            }
            default -> {
                valid = value.isBoolean();
                expected = "a boolean";
            }
        }
        if (!valid) {
            throw HttpException.badRequest("Expected " + key + " to be " + expected + ", got: " + value.asText());
        }
    }
}
