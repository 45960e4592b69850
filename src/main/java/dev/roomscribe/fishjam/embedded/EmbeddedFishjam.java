package dev.roomscribe.fishjam.embedded;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.embedded.agent.AgentSocketHandler;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.http.FaultApi;
import dev.roomscribe.fishjam.embedded.http.RequestPath;
import dev.roomscribe.fishjam.embedded.http.RestApi;
import dev.roomscribe.fishjam.embedded.http.RestRequestHandler;
import dev.roomscribe.fishjam.embedded.media.AudioScheduler;
import dev.roomscribe.fishjam.embedded.notification.NotificationHub;
import dev.roomscribe.fishjam.embedded.notification.NotifierSocketHandler;
import dev.roomscribe.fishjam.embedded.notification.Webhooks;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.embedded.room.PeerTokens;
import dev.roomscribe.fishjam.embedded.room.Rooms;
import dev.roomscribe.runtime.VertxEventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.http.WebSocketFrame;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Fishjam server on a port of the loopback interface: REST API, WebSockets of agents and notifiers, webhooks, and rooms
 * whose peers talk in real time. Rooms and peers are created over REST or with {@link #openRoom}.
 *
 * <p>Every method may be called from any thread. One lock guards the state of rooms, peers and subscriptions; nothing
 * blocks under it, and the thread that sends audio does not take it.
 */
public final class EmbeddedFishjam implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String BASE_PATH = "/api/v1/connect/embedded";
    private static final String AGENT_SOCKET = "socket/agent/websocket";
    private static final String SERVER_SOCKET = "socket/server/websocket";

    private final String managementToken;
    private final Faults faults = new Faults();
    private final PeerTokens tokens;
    private final AudioScheduler audio;
    private final Webhooks webhooks;
    private final NotificationHub notifications;
    private final Rooms rooms;
    private final Map<String, Handler<ServerWebSocket>> socketHandlers;
    private final HttpServer server;

    private EmbeddedFishjam(Vertx vertx, EmbeddedOptions options, Clock clock) {
        managementToken = options.managementToken();
        tokens = new PeerTokens(clock, options.tokenLifetime());
        audio = new AudioScheduler(clock, System::nanoTime);
        webhooks = new Webhooks(vertx, options.webhookUrl(), options.webhookSecret());
        notifications = new NotificationHub(webhooks, faults);
        Context context = vertx.getOrCreateContext();
        rooms = new Rooms(audio, notifications, VertxEventLoop.of(context));
        socketHandlers = Map.of(
                AGENT_SOCKET,
                new AgentSocketHandler(vertx, rooms, tokens, faults, options.pingInterval()),
                SERVER_SOCKET,
                new NotifierSocketHandler(
                        vertx, rooms, notifications, faults, managementToken, options.pingInterval()));
        FaultApi faultApi = new FaultApi(rooms, tokens, faults, notifications);
        RestApi restApi = new RestApi(rooms, tokens, faultApi, this::peerSocketUrl);
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(HOST)
                        .setPort(options.port())
                        .setReadIdleTimeout(
                                Math.toIntExact(options.idleTimeout().toSeconds()))
                        // A half-open connection never answers a close frame; other local clients do so immediately.
                        .setWebSocketClosingTimeout(1))
                .requestHandler(new RestRequestHandler(vertx, faults, managementToken, restApi))
                .webSocketHandshakeHandler(this::onHandshake)
                .webSocketHandler(this::onSocket);
    }

    /** Starts a server. The future fails if the port is in use. */
    public static Future<EmbeddedFishjam> start(Vertx vertx, EmbeddedOptions options) {
        requireNonNull(vertx, "vertx is null");
        requireNonNull(options, "options is null");
        EmbeddedFishjam fishjam = new EmbeddedFishjam(vertx, options, Clock.systemUTC());
        return fishjam.server.listen().onFailure(e -> fishjam.audio.close()).map(fishjam);
    }

    private void onHandshake(ServerWebSocketHandshake handshake) {
        String route = RequestPath.of(handshake.path()).route();
        Integer refusal = faults.nextUpgradeRefusal().orElse(null);
        if (refusal != null) {
            handshake.reject(refusal);
        } else if (socketHandlers.containsKey(route)) {
            handshake.accept();
        } else {
            handshake.reject(404);
        }
    }

    private void onSocket(ServerWebSocket socket) {
        String route = RequestPath.of(socket.path()).route();
        requireNonNull(socketHandlers.get(route), route).handle(socket);
    }

    /** Returns the base URL, which Fishjam clients accept in place of a Fishjam id. */
    public String url() {
        return "http://" + authority() + BASE_PATH;
    }

    /** Returns the token that REST requests and notification sockets must present. */
    public String managementToken() {
        return managementToken;
    }

    /** Returns the current time on the clock that recordings are played by. */
    public Instant now() {
        return audio.now();
    }

    /** Returns the room with this id; creates it if there is none. */
    public EmbeddedRoom openRoom(String id) {
        return rooms.open(id);
    }

    public Optional<EmbeddedRoom> room(String id) {
        return rooms.find(id);
    }

    /** Returns all rooms, in the order of their creation. */
    public List<EmbeddedRoom> rooms() {
        return rooms.all();
    }

    /** Returns the faults, to which a test adds the ones to inject. */
    public Faults faults() {
        return faults;
    }

    /** Makes every peer token that was issued up to now count as expired. */
    public void expireTokens() {
        tokens.expireAll();
    }

    /** Breaks the connection of every notification socket without a close frame. */
    public void dropNotifiers() {
        synchronized (rooms.lock()) {
            notifications.dropAll();
        }
    }

    /** Sends a binary frame to every notification socket unchanged, even if it is malformed. */
    public void notifyRaw(byte[] frame) {
        synchronized (rooms.lock()) {
            notifications.publishRaw(frame);
        }
    }

    /** Sends frames to every notification socket, which may violate the protocol of WebSockets. */
    public void notifyFrames(List<WebSocketFrame> frames) {
        synchronized (rooms.lock()) {
            notifications.publishFrames(frames);
        }
    }

    private String peerSocketUrl() {
        return faults.peerSocketUrl().orElseGet(() -> "ws://" + authority() + BASE_PATH + "/socket/peer/websocket");
    }

    private String authority() {
        return HOST + ":" + server.actualPort();
    }

    /** Deletes all rooms and stops the server; returns before the port is free. */
    @Override
    public void close() {
        audio.close();
        rooms.close();
        webhooks.close();
        server.close();
    }
}
