package dev.roomscribe.fishjam.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.SubscribeMode;
import dev.roomscribe.fishjam.embedded.media.Recording;
import java.util.Map;
import java.util.Set;

/**
 * The body of a request that creates a peer.
 *
 * @param sampleRate the rate of the audio that an agent receives, in Hz
 */
record PeerRequest(PeerType type, JsonNode metadata, SubscribeMode subscribeMode, int sampleRate) {
    private static final Map<String, Set<String>> OPTIONS = Map.of(
            "webrtc", Set.of("metadata", "subscribeMode"),
            "agent", Set.of("output", "subscribeMode"),
            "vapi", Set.of("apiKey", "callId", "subscribeMode"));

    static PeerRequest of(JsonNode body) throws HttpException {
        String type = body.path("type").asText();
        Set<String> allowed = OPTIONS.get(type);
        if (allowed == null) {
            throw HttpException.badRequest("Expected type to be webrtc, agent or vapi, got: " + type);
        }
        JsonNode options = body.path("options");
        for (var option : options.properties()) {
            if (!allowed.contains(option.getKey())) {
                throw HttpException.badRequest("Unexpected option of a peer of type " + type + ": " + option.getKey());
            }
        }
        SubscribeMode mode = subscribeMode(options.path("subscribeMode"));
        return switch (type) {
            case "webrtc" ->
                new PeerRequest(PeerType.WEBRTC, metadata(options.path("metadata")), mode, Recording.SAMPLE_RATE);
            case "agent" ->
                new PeerRequest(PeerType.AGENT, NullNode.getInstance(), mode, sampleRate(options.path("output")));
            default -> {
                checkVapiCall(options);
                yield new PeerRequest(PeerType.VAPI, NullNode.getInstance(), mode, Recording.SAMPLE_RATE);
            }
        };
    }

    private static SubscribeMode subscribeMode(JsonNode given) throws HttpException {
        return switch (given.asText("auto")) {
            case "auto", "null" -> SubscribeMode.AUTO;
            case "manual" -> SubscribeMode.MANUAL;
            default ->
                throw HttpException.badRequest("Expected subscribeMode to be auto or manual, got: " + given.asText());
        };
    }

    private static JsonNode metadata(JsonNode server) throws HttpException {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.putObject("peer");
        if (server.isMissingNode() || server.isNull()) {
            metadata.putObject("server");
        } else if (server.isObject()) {
            metadata.set("server", server);
        } else {
            throw HttpException.badRequest("Expected metadata to be an object");
        }
        return metadata;
    }

    private static int sampleRate(JsonNode output) throws HttpException {
        if (!output.path("audioFormat").asText("pcm16").equals("pcm16")) {
            throw HttpException.badRequest("Expected audioFormat to be pcm16");
        }
        int rate = output.path("audioSampleRate").asInt(Recording.SAMPLE_RATE);
        if (rate != 16_000 && rate != 24_000) {
            throw HttpException.badRequest("Expected audioSampleRate to be 16000 or 24000");
        }
        return rate;
    }

    private static void checkVapiCall(JsonNode options) throws HttpException {
        if (!options.path("apiKey").isTextual()
                || !options.path("callId").asText().matches("[a-zA-Z0-9-]+")) {
            throw HttpException.badRequest("A peer of type vapi needs apiKey and callId");
        }
    }
}
