package dev.roomscribe.fishjam.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.IdLimit;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.RoomType;
import dev.roomscribe.fishjam.SubscribeMode;
import dev.roomscribe.fishjam.Subscriptions;
import dev.roomscribe.fishjam.Track;
import dev.roomscribe.fishjam.TrackType;
import dev.roomscribe.fishjam.VideoCodec;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Decodes rooms and peers from Fishjam's JSON. The few keys that this client cannot work without are required; all other
 * keys may be missing, unknown or of another type.
 *
 * @param purpose the purpose of the call, as the beginning of an error message
 */
public record RoomReader(String purpose) {
    public Room room(JsonNode json) {
        return new Room(text(json, "id"), config(json.path("config")), list(valid(json.path("peers")), this::peer));
    }

    public List<Room> rooms(JsonNode json) {
        if (!json.isArray()) {
            throw invalid("no list of rooms");
        }
        return list(valid(json), this::room);
    }

    public CreatedPeer createdPeer(JsonNode json) {
        return new CreatedPeer(
                peer(json.path("peer")),
                token(json),
                json.path("peer_websocket_url").textValue());
    }

    public String token(JsonNode json) {
        return text(json, "token");
    }

    private Peer peer(JsonNode json) {
        return new Peer(
                text(json, "id"),
                PeerType.fromWireName(json.path("type").asText()),
                json.path("status").asText().equals("connected"),
                list(valid(json.path("tracks")), this::track),
                metadata(json),
                json.path("subscribeMode").asText().equals("manual") ? SubscribeMode.MANUAL : SubscribeMode.AUTO,
                new Subscriptions(
                        list(json.at("/subscriptions/peers"), JsonNode::asText),
                        list(json.at("/subscriptions/tracks"), JsonNode::asText)));
    }

    private Track track(JsonNode json) {
        // Fishjam's schema makes every key of a track optional.
        return new Track(
                json.path("id").asText(),
                TrackType.fromWireName(json.path("type").asText()),
                metadata(json));
    }

    private static RoomConfig config(JsonNode json) {
        String type = json.path("roomType").asText("conference");
        return new RoomConfig(
                RoomType.fromWireName(type),
                Math.max(0, json.path("maxPeers").asInt(0)),
                VideoCodec.fromWireName(json.path("videoCodec").asText("h264")),
                json.path("public").asBoolean(),
                json.path("batchWebhookNotifications").asBoolean(),
                json.path("webhookUrl").textValue());
    }

    private static JsonNode metadata(JsonNode json) {
        JsonNode metadata = json.path("metadata");
        return metadata.isMissingNode() ? NullNode.getInstance() : metadata;
    }

    /** Leaves out what has an id that is too long. */
    private static List<JsonNode> valid(JsonNode named) {
        return StreamSupport.stream(named.spliterator(), false)
                .filter(json -> !IdLimit.isExceededBy(json.path("id").asText()))
                .toList();
    }

    private static <T> List<T> list(Iterable<JsonNode> json, Function<JsonNode, T> read) {
        return StreamSupport.stream(json.spliterator(), false).map(read).toList();
    }

    private String text(JsonNode json, String key) {
        String text = json.path(key).textValue();
        if (text == null || text.isEmpty()) {
            throw invalid("no \"" + key + "\"");
        }
        if (key.equals("id") && IdLimit.isExceededBy(text)) {
            throw invalid("an id of more than " + IdLimit.MAX_BYTES + " bytes");
        }
        return text;
    }

    private FishjamException invalid(String problem) {
        return new FishjamException(
                Reason.INVALID_RESPONSE, purpose + " succeeded by its status, but the response has " + problem);
    }
}
