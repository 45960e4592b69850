package dev.roomscribe.fishjam.embedded.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.embedded.room.PeerTokens;
import dev.roomscribe.fishjam.embedded.room.RoomSettings;
import dev.roomscribe.fishjam.embedded.room.Rooms;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fishjam's REST API: its paths, statuses and bodies. Every request runs under the rooms' lock. */
public final class RestApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Rooms rooms;
    private final PeerTokens tokens;
    private final FaultApi faults;
    private final Supplier<String> peerSocketUrl;

    /**
     * Creates the API.
     *
     * @param peerSocketUrl returns the URL for new peers to connect to; called once the server is listening
     */
    public RestApi(Rooms rooms, PeerTokens tokens, FaultApi faults, Supplier<String> peerSocketUrl) {
        this.rooms = rooms;
        this.tokens = tokens;
        this.faults = faults;
        this.peerSocketUrl = peerSocketUrl;
    }

    RestResponse call(HttpServerRequest request, RequestPath path, Buffer body) throws HttpException {
        synchronized (rooms.lock()) {
            return switch (request.method().name() + " " + path.route()) {
                case "GET room" -> RestResponse.data(200, RestJson.rooms(rooms.all()));
                case "POST room" -> createRoom(json(body));
                case "GET room/*" -> RestResponse.data(200, RestJson.room(room(path)));
                case "DELETE room/*" -> {
                    room(path).delete();
                    yield RestResponse.empty(204);
                }
                case "POST room/*/peer" -> createPeer(room(path), json(body));
                case "DELETE room/*/peer/*" -> {
                    peer(path).remove();
                    yield RestResponse.empty(204);
                }
                case "POST room/*/peer/*/refresh_token" -> refreshToken(path);
                case "POST room/*/peer/*/subscribe_peer" -> subscribeToPeer(path, request.getParam("peer_id"));
                case "POST room/*/peer/*/subscribe_tracks" -> subscribeToTracks(path, json(body));
                case "POST faults" -> {
                    faults.inject(json(body));
                    yield RestResponse.empty(204);
                }
                default -> throw new HttpException(404, "Not found");
            };
        }
    }

    private RestResponse createRoom(JsonNode body) throws HttpException {
        RoomSettings settings = RoomRequest.settings(body);
        EmbeddedRoom room = rooms.create(UUID.randomUUID().toString(), settings);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set("room", RestJson.room(room));
        return RestResponse.data(201, data);
    }

    private RestResponse createPeer(EmbeddedRoom room, JsonNode body) throws HttpException {
        PeerRequest request = PeerRequest.of(body);
        if (room.isFull()) {
            throw new HttpException(409, "Reached peer limit in room " + room.id());
        }
        EmbeddedPeer peer =
                room.createPeer(request.type(), request.metadata(), request.subscribeMode(), request.sampleRate());
        ObjectNode data = RestJson.token(tokens.issue(room.id(), peer.id()));
        data.set("peer", RestJson.peer(peer));
        data.put("peer_websocket_url", peerSocketUrl.get());
        return RestResponse.data(201, data);
    }

    private RestResponse refreshToken(RequestPath path) throws HttpException {
        String token = tokens.issue(room(path).id(), peer(path).id());
        return RestResponse.data(201, RestJson.token(token));
    }

    private RestResponse subscribeToPeer(RequestPath path, @Nullable String publisherId) throws HttpException {
        EmbeddedPeer subscriber = peer(path);
        if (publisherId == null || publisherId.isEmpty()) {
            throw HttpException.badRequest("Expected peer_id");
        }
        subscriber.subscribeTo(
                room(path).peer(publisherId).orElseThrow(() -> HttpException.notFound("Peer", publisherId)));
        return RestResponse.empty(200);
    }

    private RestResponse subscribeToTracks(RequestPath path, JsonNode body) throws HttpException {
        EmbeddedPeer subscriber = peer(path);
        JsonNode given = body.path("track_ids");
        if (!given.isArray()) {
            throw HttpException.badRequest("Expected track_ids to be a list");
        }
        Set<String> trackIds = new HashSet<>();
        given.forEach(id -> trackIds.add(id.asText()));
        subscriber.subscribeToTracks(trackIds);
        return RestResponse.empty(200);
    }

    private EmbeddedRoom room(RequestPath path) throws HttpException {
        return rooms.find(path.roomId()).orElseThrow(() -> HttpException.notFound("Room", path.roomId()));
    }

    private EmbeddedPeer peer(RequestPath path) throws HttpException {
        return room(path).peer(path.peerId()).orElseThrow(() -> HttpException.notFound("Peer", path.peerId()));
    }

    /** Parses a JSON object whatever the content type is; an empty body counts as an empty object. */
    private static JsonNode json(Buffer body) throws HttpException {
        if (body.length() == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode json = JSON.readTree(body.getBytes());
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw HttpException.badRequest("Expected a JSON object");
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
        throw HttpException.badRequest("Expected a JSON object");
    }
}
