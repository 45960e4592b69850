package dev.roomscribe.fishjam.embedded;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Fishjam on a port of the loopback interface: its REST API, its agent sockets, and rooms full of people who talk in
 * real time. Rooms and people are made either over REST or with {@link #openRoom}.
 *
 * <p>Every method may be called from any thread. All that it knows of rooms, peers and subscriptions is guarded by one
 * lock, under which nothing ever waits; audio is sent by a thread of its own that does not take it.
 */
public final class EmbeddedFishjam implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String BASE_PATH = "/api/v1/connect/embedded";
    private static final String AGENT_SOCKET = "socket/agent/websocket";
    private static final String SERVER_SOCKET = "socket/server/websocket";

    private final EmbeddedOptions options;
    private final PeerTokens tokens;
    private final Microphones microphones;
    private final HttpServer server;
    private final Faults faults = new Faults();
    private final Webhooks webhooks;
    private final NotificationHub hub;
    private final Context context;
    private final Object lock = new Object();
    /** Guarded by the lock. */
    private final Map<String, EmbeddedRoom> rooms = new LinkedHashMap<>();

    private EmbeddedFishjam(Vertx vertx, EmbeddedOptions options, Clock clock) {
        this.options = options;
        this.tokens = new PeerTokens(clock, options.tokenLifetime());
        this.microphones = new Microphones(clock, System::nanoTime);
        this.context = vertx.getOrCreateContext();
        this.webhooks = new Webhooks(vertx, options.webhookUrl(), options.webhookSecret());
        this.hub = new NotificationHub(webhooks, faults);
        RestApi rest = new RestApi(vertx, this);
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(HOST)
                        .setPort(options.port())
                        .setReadIdleTimeout(Math.toIntExact(options.idleLimit().toSeconds()))
                        // A connection that was made half-open never answers a close; clients on this machine do at
                        // once.
                        .setWebSocketClosingTimeout(1))
                .requestHandler(rest::handle)
                .webSocketHandshakeHandler(this::onHandshake)
                .webSocketHandler(socket -> accept(vertx, socket));
    }

    /** Starts one; fails if the port is taken. */
    public static Future<EmbeddedFishjam> start(Vertx vertx, EmbeddedOptions options) {
        requireNonNull(vertx, "vertx is null");
        requireNonNull(options, "options is null");
        EmbeddedFishjam fishjam = new EmbeddedFishjam(vertx, options, Clock.systemUTC());
        return fishjam.server
                .listen()
                .onFailure(e -> fishjam.microphones.close())
                .map(fishjam);
    }

    private void onHandshake(ServerWebSocketHandshake handshake) {
        String shape = RequestPath.of(handshake.path()).shape();
        Integer refusal = faults.nextRefusal().orElse(null);
        if (refusal != null) {
            handshake.reject(refusal);
        } else if (shape.equals(AGENT_SOCKET) || shape.equals(SERVER_SOCKET)) {
            handshake.accept();
        } else {
            handshake.reject(404);
        }
    }

    private void accept(Vertx vertx, ServerWebSocket socket) {
        if (RequestPath.of(socket.path()).shape().equals(SERVER_SOCKET)) {
            NotifierConnection.accept(this, vertx, socket);
        } else {
            AgentConnection.accept(this, vertx, socket);
        }
    }

    /** Returns what to give a client in place of a Fishjam id. */
    public String url() {
        return "http://" + authority() + BASE_PATH;
    }

    public String managementToken() {
        return options.managementToken();
    }

    /** Returns the room of this id, which is created if there is none. */
    public EmbeddedRoom openRoom(String id) {
        synchronized (lock) {
            return room(id).orElseGet(() -> create(id, RoomSettings.defaults()));
        }
    }

    public Optional<EmbeddedRoom> room(String id) {
        synchronized (lock) {
            return Optional.ofNullable(rooms.get(id));
        }
    }

    public List<EmbeddedRoom> rooms() {
        synchronized (lock) {
            return List.copyOf(rooms.values());
        }
    }

    EmbeddedRoom create(String id, RoomSettings settings) {
        EmbeddedRoom room = new EmbeddedRoom(this, id, settings);
        rooms.put(id, room);
        room.publish(Notifications.roomCreated(room));
        return room;
    }

    void delete(String roomId) {
        synchronized (lock) {
            EmbeddedRoom room = rooms.remove(roomId);
            if (room != null) {
                room.stop();
            }
        }
    }

    void crash(String roomId, String reason) {
        synchronized (lock) {
            EmbeddedRoom room = rooms.remove(roomId);
            if (room != null) {
                room.fail(reason);
            }
        }
    }

    /** Returns what is to go wrong, to be added to. */
    public Faults faults() {
        return faults;
    }

    /** Has every peer's token count as expired that was issued up to now. */
    public void expireTokens() {
        tokens.expireAll();
    }

    /** Breaks the connection of everybody who is subscribed to notifications. */
    public void dropNotifiers() {
        synchronized (lock) {
            hub.closeAll();
        }
    }

    /** Sends everybody who is subscribed to notifications a frame as it is, sense or none. */
    public void notifyRaw(byte[] frame) {
        synchronized (lock) {
            hub.publishRaw(Buffer.buffer(frame));
        }
    }

    /** To be used under the lock. */
    NotificationHub hub() {
        return hub;
    }

    /** Runs a task soon, on an event loop. */
    void later(Runnable task) {
        context.runOnContext(v -> task.run());
    }

    String peerSocketUrl() {
        return "ws://" + authority() + BASE_PATH + "/socket/peer/websocket";
    }

    private String authority() {
        return HOST + ":" + server.actualPort();
    }

    Object lock() {
        return lock;
    }

    EmbeddedOptions options() {
        return options;
    }

    PeerTokens tokens() {
        return tokens;
    }

    Microphones microphones() {
        return microphones;
    }

    /** Stops without saying so to anybody, as a machine that is switched off does. */
    @Override
    public void close() {
        microphones.close();
        synchronized (lock) {
            for (EmbeddedRoom room : new ArrayList<>(rooms.values())) {
                delete(room.id());
            }
        }
        webhooks.close();
        server.close();
    }
}
