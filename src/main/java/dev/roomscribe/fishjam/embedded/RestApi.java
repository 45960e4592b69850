package dev.roomscribe.fishjam.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.fishjam.SubscribeMode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The REST API: Fishjam's paths, statuses and bodies. Runs on the server's event loop, under the Fishjam's lock. */
final class RestApi {
    /** A status and, unless it is empty, a body. */
    private record Answer(int status, @Nullable JsonNode body) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BEARER = "Bearer ";

    private final Vertx vertx;
    private final EmbeddedFishjam fishjam;
    private final ControlApi control;

    RestApi(Vertx vertx, EmbeddedFishjam fishjam) {
        this.vertx = vertx;
        this.fishjam = fishjam;
        this.control = new ControlApi(fishjam);
    }

    void handle(HttpServerRequest request) {
        // Read to the end even when the call is refused, or the connection could not be used again.
        request.body().onSuccess(body -> {
            long delay = isControl(request) ? 0 : fishjam.faults().answerDelay().toMillis();
            if (delay == 0) {
                act(request, body);
            } else {
                vertx.setTimer(delay, timer -> act(request, body));
            }
        });
    }

    private void act(HttpServerRequest request, Buffer body) {
        if (request.response().closed()) {
            return;
        }
        nextFault(request)
                .ifPresentOrElse(fault -> fail(request, fault), () -> respond(request, answer(request, body)));
    }

    private Answer answer(HttpServerRequest request, Buffer body) {
        try {
            RequestPath path = RequestPath.of(request.path());
            if (path.shape().equals("validate")) {
                return new Answer(authorized(request) ? 200 : 404, null);
            }
            checkToken(request);
            synchronized (fishjam.lock()) {
                return call(request, path, body);
            }
        } catch (Refusal refusal) {
            return new Answer(refusal.status(), RestJson.errors(String.valueOf(refusal.getMessage())));
        } catch (IllegalArgumentException e) {
            return new Answer(400, RestJson.errors("Malformed path"));
        }
    }

    private Optional<Faults.Answer> nextFault(HttpServerRequest request) {
        return isControl(request) ? Optional.empty() : fishjam.faults().nextAnswer();
    }

    /** What was set to go wrong must not keep anybody from setting it right. */
    private static boolean isControl(HttpServerRequest request) {
        return String.valueOf(request.path()).endsWith("/faults");
    }

    private static void fail(HttpServerRequest request, Faults.Answer fault) {
        request.response()
                .setStatusCode(fault.status())
                .putHeader("Content-Type", fault.contentType())
                .end(fault.body());
    }

    private static void respond(HttpServerRequest request, Answer answer) {
        request.response().setStatusCode(answer.status());
        if (answer.body() == null) {
            request.response().end();
        } else {
            request.response()
                    .putHeader("Content-Type", "application/json; charset=utf-8")
                    .end(answer.body().toString());
        }
    }

    private boolean authorized(HttpServerRequest request) {
        return (BEARER + fishjam.managementToken()).equals(request.getHeader("Authorization"));
    }

    private void checkToken(HttpServerRequest request) throws Refusal {
        String given = request.getHeader("Authorization");
        if (given == null || !given.startsWith(BEARER)) {
            throw new Refusal(401, "Missing token");
        }
        if (!authorized(request)) {
            throw new Refusal(401, "Invalid token");
        }
    }

    private Answer call(HttpServerRequest request, RequestPath path, Buffer body) throws Refusal {
        return switch (request.method().name() + " " + path.shape()) {
            case "GET room" -> ok(200, RestJson.rooms(fishjam.rooms()));
            case "POST room" -> createRoom(json(body));
            case "GET room/*" -> ok(200, RestJson.room(room(path)));
            case "DELETE room/*" -> {
                room(path).delete();
                yield new Answer(204, null);
            }
            case "POST room/*/peer" -> createPeer(room(path), json(body));
            case "DELETE room/*/peer/*" -> {
                room(path).remove(peer(path).id());
                yield new Answer(204, null);
            }
            case "POST room/*/peer/*/refresh_token" ->
                ok(201, token(fishjam.tokens().issue(room(path).id(), peer(path).id())));
            case "POST room/*/peer/*/subscribe_peer" -> subscribeToPeer(path, request.getParam("peer_id"));
            case "POST room/*/peer/*/subscribe_tracks" -> subscribeToTracks(path, json(body));
            case "POST faults" -> {
                control.act(json(body));
                yield new Answer(204, null);
            }
            default -> throw new Refusal(404, "Not found");
        };
    }

    private Answer createRoom(JsonNode body) throws Refusal {
        RoomSettings settings = RoomSettings.of(body);
        EmbeddedRoom room = fishjam.create(UUID.randomUUID().toString(), settings);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set("room", RestJson.room(room));
        return ok(201, data);
    }

    private Answer createPeer(EmbeddedRoom room, JsonNode body) throws Refusal {
        PeerRequest wanted = PeerRequest.of(body);
        if (room.full()) {
            throw new Refusal(409, "Reached peer limit in room " + room.id());
        }
        EmbeddedPeer peer = room.create(wanted.type(), wanted.metadata(), wanted.subscribeMode(), wanted.sampleRate());
        ObjectNode data = token(fishjam.tokens().issue(room.id(), peer.id()));
        data.set("peer", RestJson.peer(peer));
        data.put("peer_websocket_url", fishjam.peerSocketUrl());
        return ok(201, data);
    }

    private Answer subscribeToPeer(RequestPath path, @Nullable String publisherId) throws Refusal {
        EmbeddedPeer subscriber = peer(path);
        if (publisherId == null || publisherId.isEmpty()) {
            throw Refusal.badRequest("Expected peer_id");
        }
        EmbeddedPeer publisher = room(path).peer(publisherId).orElseThrow(() -> Refusal.notFound("Peer", publisherId));
        if (subscriber.subscribeMode() == SubscribeMode.MANUAL) {
            subscriber.subscribedPeers().add(publisher.id());
            room(path).connectHearers();
        }
        return new Answer(200, null);
    }

    private Answer subscribeToTracks(RequestPath path, JsonNode body) throws Refusal {
        EmbeddedPeer subscriber = peer(path);
        if (!body.path("track_ids").isArray()) {
            throw Refusal.badRequest("Expected track_ids to be a list");
        }
        if (subscriber.subscribeMode() == SubscribeMode.MANUAL) {
            for (EmbeddedPeer publisher : room(path).peers()) {
                // Tracks of somebody already heard in full, and those that do not exist yet, are passed over.
                publisher.tracks().stream()
                        .filter(track -> !subscriber.subscribedPeers().contains(publisher.id()))
                        .filter(track -> names(body.path("track_ids"), track.id()))
                        .forEach(track -> subscriber.subscribedTracks().add(track.id()));
            }
            room(path).connectHearers();
        }
        return new Answer(200, null);
    }

    private static boolean names(JsonNode ids, String id) {
        for (JsonNode given : ids) {
            if (given.asText().equals(id)) {
                return true;
            }
        }
        return false;
    }

    private EmbeddedRoom room(RequestPath path) throws Refusal {
        return fishjam.room(path.roomId()).orElseThrow(() -> Refusal.notFound("Room", path.roomId()));
    }

    private EmbeddedPeer peer(RequestPath path) throws Refusal {
        return room(path).peer(path.peerId()).orElseThrow(() -> Refusal.notFound("Peer", path.peerId()));
    }

    private static Answer ok(int status, JsonNode data) {
        return new Answer(status, RestJson.data(data));
    }

    private static ObjectNode token(String token) {
        return JsonNodeFactory.instance.objectNode().put("token", token);
    }

    /** JSON is read whatever the content type says; no body at all is an empty object. */
    private static JsonNode json(Buffer body) throws Refusal {
        if (body.length() == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode json = JSON.readTree(body.getBytes());
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw Refusal.badRequest("Expected a JSON object");
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
        throw Refusal.badRequest("Expected a JSON object");
    }
}
