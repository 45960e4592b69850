package dev.roomscribe.fishjam.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.embedded.room.EmbeddedTrack;
import dev.roomscribe.fishjam.embedded.room.RoomSettings;

/** The JSON of rooms and peers in the REST API. Used under the rooms' lock. */
final class RestJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RestJson() {}

    static ObjectNode data(JsonNode content) {
        ObjectNode envelope = JSON.objectNode();
        envelope.set("data", content);
        return envelope;
    }

    static ObjectNode errors(String message) {
        return JSON.objectNode().put("errors", message);
    }

    static ObjectNode token(String token) {
        return JSON.objectNode().put("token", token);
    }

    static ArrayNode rooms(Iterable<EmbeddedRoom> rooms) {
        ArrayNode json = JSON.arrayNode();
        rooms.forEach(room -> json.add(room(room)));
        return json;
    }

    static ObjectNode room(EmbeddedRoom room) {
        ObjectNode json = JSON.objectNode().put("id", room.id());
        json.set("config", config(room.settings()));
        ArrayNode peers = json.putArray("peers");
        room.peers().forEach(peer -> peers.add(peer(peer)));
        return json.putNull("compositionInfo");
    }

    /** Every key is present, with its default if the room's creator did not set it. */
    private static ObjectNode config(RoomSettings settings) {
        return JSON.objectNode()
                .put("batchWebhookNotifications", settings.batchWebhookNotifications())
                .put("maxPeers", settings.maxPeers())
                .put("public", settings.publicRoom())
                .put("roomType", settings.roomType())
                .put("videoCodec", settings.videoCodec())
                .put("webhookUrl", settings.webhookUrl());
    }

    static ObjectNode peer(EmbeddedPeer peer) {
        ObjectNode json = JSON.objectNode()
                .put("id", peer.id())
                .put("type", peer.type().wireName())
                .put("status", peer.connected() ? "connected" : "disconnected");
        ArrayNode tracks = json.putArray("tracks");
        peer.tracks().forEach(track -> tracks.add(track(track)));
        json.set("metadata", peer.metadata());
        json.put("subscribeMode", peer.subscribeMode().wireName());
        ObjectNode subscriptions = json.putObject("subscriptions");
        peer.subscribedPeers().forEach(subscriptions.putArray("peers")::add);
        peer.subscribedTracks().forEach(subscriptions.putArray("tracks")::add);
        return json;
    }

    private static ObjectNode track(EmbeddedTrack track) {
        ObjectNode json = JSON.objectNode().put("id", track.id()).put("type", "audio");
        json.set("metadata", track.metadata());
        return json;
    }
}
