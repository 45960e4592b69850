package dev.roomscribe.fishjam.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.SubscribeMode;
import java.util.Map;
import java.util.Set;

/** A peer as a REST call asks for it. */
record PeerRequest(PeerType type, JsonNode metadata, SubscribeMode subscribeMode, int sampleRate) {
    private static final Map<String, Set<String>> OPTIONS = Map.of(
            "webrtc", Set.of("metadata", "subscribeMode"),
            "agent", Set.of("output", "subscribeMode"),
            "vapi", Set.of("apiKey", "callId", "subscribeMode"));

    static PeerRequest of(JsonNode body) throws Refusal {
        String type = body.path("type").asText();
        Set<String> allowed = OPTIONS.get(type);
        if (allowed == null) {
            throw Refusal.badRequest("Expected type to be webrtc, agent or vapi, got: " + type);
        }
        JsonNode options = body.path("options");
        for (var option : options.properties()) {
            if (!allowed.contains(option.getKey())) {
                throw Refusal.badRequest("Unexpected option of a peer of type " + type + ": " + option.getKey());
            }
        }
        SubscribeMode mode = subscribeMode(options.path("subscribeMode"));
        return switch (type) {
            case "webrtc" ->
                new PeerRequest(PeerType.WEBRTC, metadata(options.path("metadata")), mode, Recording.SAMPLE_RATE);
            case "agent" -> {
                yield new PeerRequest(PeerType.AGENT, NullNode.getInstance(), mode, sampleRate(options.path("output")));
            }
            default -> {
                checkCall(options);
                yield new PeerRequest(PeerType.VAPI, NullNode.getInstance(), mode, Recording.SAMPLE_RATE);
            }
        };
    }

    private static SubscribeMode subscribeMode(JsonNode given) throws Refusal {
        return switch (given.asText("auto")) {
            case "auto", "null" -> SubscribeMode.AUTO;
            case "manual" -> SubscribeMode.MANUAL;
            default -> throw Refusal.badRequest("Expected subscribeMode to be auto or manual, got: " + given.asText());
        };
    }

    private static JsonNode metadata(JsonNode server) throws Refusal {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.putObject("peer");
        if (server.isMissingNode() || server.isNull()) {
            metadata.putObject("server");
        } else if (server.isObject()) {
            metadata.set("server", server);
        } else {
            throw Refusal.badRequest("Expected metadata to be an object");
        }
        return metadata;
    }

    private static int sampleRate(JsonNode output) throws Refusal {
        if (!output.path("audioFormat").asText("pcm16").equals("pcm16")) {
            throw Refusal.badRequest("Expected audioFormat to be pcm16");
        }
        int rate = output.path("audioSampleRate").asInt(Recording.SAMPLE_RATE);
        if (rate != 16_000 && rate != 24_000) {
            throw Refusal.badRequest("Expected audioSampleRate to be 16000 or 24000");
        }
        return rate;
    }

    private static void checkCall(JsonNode options) throws Refusal {
        if (!options.path("apiKey").isTextual()
                || !options.path("callId").asText().matches("[a-zA-Z0-9-]+")) {
            throw Refusal.badRequest("A peer of type vapi needs apiKey and callId");
        }
    }
}
