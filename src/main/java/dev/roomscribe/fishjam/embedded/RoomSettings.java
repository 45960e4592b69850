package dev.roomscribe.fishjam.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A room's configuration as it is echoed: every key present, defaults filled in. */
record RoomSettings(ObjectNode json) {
    private static final List<String> KEYS =
            List.of("batchWebhookNotifications", "maxPeers", "public", "roomType", "videoCodec", "webhookUrl");
    private static final Set<String> ROOM_TYPES =
            Set.of("conference", "audio_only", "livestream", "audio_only_livestream", "full_feature", "broadcaster");
    private static final Set<String> VIDEO_CODECS = Set.of("h264", "vp8");

    static RoomSettings defaults() {
        return new RoomSettings(JsonNodeFactory.instance
                .objectNode()
                .put("batchWebhookNotifications", false)
                .put("maxPeers", 0)
                .put("public", false)
                .put("roomType", "conference")
                .put("videoCodec", "h264")
                .putNull("webhookUrl"));
    }

    static RoomSettings of(JsonNode given) throws Refusal {
        RoomSettings settings = defaults();
        for (var field : given.properties()) {
            if (!KEYS.contains(field.getKey())) {
                throw Refusal.badRequest("Unexpected field: " + field.getKey());
            }
            // A null asks for the default.
            if (!field.getValue().isNull()) {
                settings.json.set(field.getKey(), checked(field.getKey(), field.getValue()));
            }
        }
        return settings;
    }

    private static JsonNode checked(String key, JsonNode value) throws Refusal {
        boolean good = true;
        String wanted = "";
        switch (key) {
            case "maxPeers" -> {
                good = value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0;
                wanted = "a number";
            }
            case "roomType" -> {
                good = ROOM_TYPES.contains(value.asText());
                wanted = "a room type";
            }
            case "videoCodec" -> {
                good = VIDEO_CODECS.contains(value.asText());
                wanted = "h264 or vp8";
            }
            case "webhookUrl" -> {
                good = value.isTextual() && value.textValue().matches("https?://[^/]+/.*");
                wanted = "a URL";
            }
            default -> {
                good = value.isBoolean();
                wanted = "a boolean";
            }
        }
        if (!good) {
            throw Refusal.badRequest("Expected " + key + " to be " + wanted + ", got: " + value.asText());
        }
        return value;
    }

    @Nullable
    String webhookUrl() {
        return json.path("webhookUrl").textValue();
    }

    boolean batchesWebhooks() {
        return json.path("batchWebhookNotifications").booleanValue();
    }

    int maxPeers() {
        return json.path("maxPeers").intValue();
    }
}
