package dev.roomscribe.session.routing;

import static dev.roomscribe.session.TestService.await;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.Node;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.redis.HeldLeases;
import dev.roomscribe.cluster.redis.NodeIdentity;
import dev.roomscribe.cluster.redis.RedisConnections;
import dev.roomscribe.cluster.redis.RedisKeys;
import dev.roomscribe.cluster.redis.RedisNodes;
import dev.roomscribe.cluster.redis.RedisSessionRecords;
import dev.roomscribe.cluster.redis.RedisSettings;
import dev.roomscribe.cluster.redis.log.RedisLogSettings;
import dev.roomscribe.cluster.redis.log.RedisStore;
import dev.roomscribe.cluster.redis.state.RedisSuppressedRooms;
import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.runtime.VertxEventLoop;
import dev.roomscribe.runtime.VertxEventLoops;
import dev.roomscribe.session.FishjamAccess;
import dev.roomscribe.session.PublishedEvents;
import dev.roomscribe.session.SessionCalls;
import dev.roomscribe.session.SessionContext;
import dev.roomscribe.session.SessionObserver;
import dev.roomscribe.session.SessionOutput;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.StoredOptions;
import dev.roomscribe.session.agent.AgentRegistry;
import dev.roomscribe.session.auto.AutoTranscription;
import dev.roomscribe.session.presence.RoomMonitor;
import dev.roomscribe.session.settings.SessionLifetime;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.session.settings.SessionTimeouts;
import dev.roomscribe.session.speech.RecognitionSettings;
import dev.roomscribe.support.RedisServer;
import dev.roomscribe.support.TcpProxy;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.Transcripts;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One node without its HTTP API, with a connection to a real Redis that can be cut. */
final class TestNode implements SessionObserver, AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(1);

    final TcpProxy redis;
    final Sessions sessions;
    final SessionRouter router;
    final RedisNodes nodes;
    /** The rooms whose sessions have ended here. */
    final List<String> ended = new CopyOnWriteArrayList<>();

    private final String id;
    private final Vertx vertx = Vertx.vertx();
    private final RedisConnections link;
    private final RedisSessionRecords records;
    private final RedisStore store;
    private final Transcripts transcripts;
    private final FishjamClient client;
    private final DecodingPool engine;
    private final AgentRegistry agents;
    private final RoomMonitor rooms;
    private AutoTranscription auto;
    private final PublishedEvents published = new PublishedEvents();

    TestNode(String id, RedisServer server, EmbeddedFishjam fishjam, Path data) {
        this.id = id;
        redis = new TcpProxy(URI.create(server.url()));
        link = new RedisConnections(
                vertx, new RedisSettings("redis://127.0.0.1:" + redis.url().getPort(), "test"));
        HeldLeases held = new HeldLeases();
        NodeIdentity self = new NodeIdentity(id, UlidCreator.getUlid().toString());
        records = new RedisSessionRecords(
                link, held, self, LEASE, VertxEventLoop.of(vertx.getOrCreateContext()), TimeSource.system(), false);
        store = new RedisStore(
                link,
                held,
                records,
                new RedisLogSettings(Duration.ofDays(1), 64 << 20, 64 << 20, data.resolve(id), false),
                published,
                InstantSource.system());
        transcripts = new Transcripts(
                store, new SubscriberLimits(1_000, 100, Duration.ofSeconds(2)), InstantSource.system(), published);
        client = new FishjamClient(
                vertx, FishjamAddress.of(fishjam.url()), fishjam.managementToken(), FishjamOptions.defaults());
        engine = new DecodingPool(
                new ScriptedDecoders(),
                PoolLimits.defaults().withThreads(2),
                (samples, cpuNanos, waitedNanos) -> {},
                System::nanoTime,
                0);
        agents = AgentRegistry.start(vertx, client, null);
        rooms = RoomMonitor.start(vertx, client, Duration.ofMillis(500));
        sessions = new Sessions(
                new VertxEventLoops(vertx),
                new SessionContext(
                        new FishjamAccess(client, agents, rooms),
                        new RecognitionSettings(engine, new GateOptions(Duration.ZERO, false), Duration.ofSeconds(10)),
                        new SessionOutput(transcripts, null, records),
                        SessionSettings.DEFAULT
                                .withTimeouts(SessionTimeouts.DEFAULT.withShutdown(Duration.ofSeconds(1)))
                                .withLifetime(SessionLifetime.DEFAULT.withIdleTimeout(Duration.ofMinutes(5))),
                        TimeSource.system()));
        sessions.addObserver(this);
        nodes = new RedisNodes(link, self, VertxEventLoop.of(vertx.getOrCreateContext()));
        router = new SessionRouter(
                vertx,
                sessions,
                records,
                nodes,
                () -> new Node(id, sessions.freeStreams(), sessions.count(), !sessions.isDraining(), "test"));
        await(sessions.resume());
    }

    void startAutoTranscription() {
        auto = AutoTranscription.start(
                vertx, client, rooms, sessions, new RedisSuppressedRooms(link), router::awaitTurn, started -> {});
    }

    SessionCalls.Started startHere(String roomId) {
        return await(sessions.start(roomId, StartOptions.DEFAULT));
    }

    /** Creates an agent that no session knows; returns its id. */
    String createAgent(String roomId) {
        return await(client.createAgent(roomId, AgentOptions.autoSubscribe()))
                .peer()
                .id();
    }

    /** Leaves a new session in a room, without an agent. */
    void leaveSession(String roomId) {
        leaveSession(roomId, UlidCreator.getUlid().toString(), "");
    }

    /** Leaves a session in a room as a process of this node does that was killed just now. */
    void leaveSession(String roomId, String sessionId, String agentId) {
        NodeIdentity killed = new NodeIdentity(id, UlidCreator.getUlid().toString());
        try (RedisSessionRecords earlier = new RedisSessionRecords(
                link,
                new HeldLeases(),
                killed,
                Duration.ofSeconds(30),
                VertxEventLoop.of(vertx.getOrCreateContext()),
                TimeSource.system(),
                false)) {
            Lease lease = earlier.acquire(roomId).toCompletableFuture().join().orElseThrow();
            lease.save(new SessionRecord(
                            roomId,
                            sessionId,
                            lease.fence(),
                            Instant.now().truncatedTo(ChronoUnit.MILLIS),
                            agentId,
                            false,
                            StoredOptions.write(StartOptions.DEFAULT)))
                    .toCompletableFuture()
                    .join();
        }
    }

    RedisKeys keys() {
        return link.keys();
    }

    boolean isConnected() {
        return link.isConnected();
    }

    /** Returns the durable events of a room that this node has shown, whichever node has published them. */
    List<CaptionEvent> published(String roomId) {
        transcripts.open(roomId);
        return published.of(roomId);
    }

    <T extends CaptionEvent> List<T> published(String roomId, Class<T> type) {
        transcripts.open(roomId);
        return published.of(roomId, type);
    }

    @Override
    public void onEnded(String roomId, StartOptions options, SessionEndReason reason) {
        ended.add(roomId);
    }

    @Override
    public void close() {
        if (auto != null) {
            auto.close();
        }
        await(sessions.drain(ShutdownDeadline.after(Duration.ofSeconds(5))));
        transcripts.close();
        engine.close();
        rooms.close();
        agents.close();
        client.close();
        store.close();
        nodes.close();
        records.close();
        link.close();
        redis.close();
        await(vertx.close());
    }
}
