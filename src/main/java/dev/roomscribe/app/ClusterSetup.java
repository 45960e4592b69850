package dev.roomscribe.app;

import dev.roomscribe.app.config.ClusterConfig;
import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.app.config.TranscriptConfig;
import dev.roomscribe.cluster.ClusterState;
import dev.roomscribe.cluster.Node;
import dev.roomscribe.cluster.redis.HeldLeases;
import dev.roomscribe.cluster.redis.NodeDirectory;
import dev.roomscribe.cluster.redis.NodeIdentity;
import dev.roomscribe.cluster.redis.RedisConnections;
import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.RedisNodes;
import dev.roomscribe.cluster.redis.RedisRequirements;
import dev.roomscribe.cluster.redis.RedisSessionRecords;
import dev.roomscribe.cluster.redis.RedisSettings;
import dev.roomscribe.cluster.redis.UnsuitableRedisException;
import dev.roomscribe.cluster.redis.log.RedisLogSettings;
import dev.roomscribe.cluster.redis.log.RedisStore;
import dev.roomscribe.cluster.redis.state.RedisAgentJournal;
import dev.roomscribe.cluster.redis.state.RedisDeliveryRecords;
import dev.roomscribe.cluster.redis.state.RedisKeyUse;
import dev.roomscribe.cluster.redis.state.RedisSuppressedRooms;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.runtime.VertxEventLoop;
import dev.roomscribe.security.limit.SharedKeyUse;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.agent.AgentJournal;
import dev.roomscribe.session.auto.SuppressedRooms;
import dev.roomscribe.session.routing.SessionRouter;
import dev.roomscribe.storage.DirectoryInUseException;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.webhook.DeliveryRecords;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What this process shares with other nodes by Redis; exists only if the URL of Redis is configured. */
final class ClusterSetup implements ClusterState {
    /** How long the start waits for Redis. */
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(5);

    private final NodeIdentity self;
    private final RedisLink link;
    private final HeldLeases held = new HeldLeases();
    private final RedisSessionRecords records;
    private final RedisNodes nodes;
    private final RedisKeyUse keyUse;
    private final DataDirectory directory;
    /** Whether another process has the id of this node. */
    private final Future<Boolean> taken;

    /**
     * Returns null if this process shares nothing.
     *
     * @throws ConfigurationException that names the setting to change; the message contains no secret
     */
    static @Nullable ClusterSetup of(RoomscribeConfig config, Vertx vertx, Closer closer) {
        if (config.cluster().redisUrl().isEmpty()) {
            return null;
        }
        check(config);
        return new ClusterSetup(config, vertx, closer);
    }

    private ClusterSetup(RoomscribeConfig config, Vertx vertx, Closer closer) {
        directory = DataDirectory.of(config);
        NodeDirectory node = closer.register("node's directory", open(config.cluster()), NodeDirectory::close);
        self = node.identity();
        RedisSettings settings = settings(config.cluster());
        try {
            RedisRequirements.check(vertx, settings, CHECK_TIMEOUT);
        } catch (UnsuitableRedisException e) {
            throw new ConfigurationException("roomscribe.cluster.redis-url: " + e.getMessage());
        }
        link = closer.register("connections to Redis", new RedisConnections(vertx, settings), RedisLink::close);
        RedisRequirements.watch(link);
        records = closer.register(
                "leases",
                new RedisSessionRecords(
                        link,
                        held,
                        self,
                        config.cluster().lease(),
                        VertxEventLoop.of(vertx.getOrCreateContext()),
                        TimeSource.system(),
                        config.cluster().onIsolation() == ClusterConfig.OnIsolation.CONTINUE),
                RedisSessionRecords::close);
        nodes = closer.register(
                "nodes", new RedisNodes(link, self, VertxEventLoop.of(vertx.getOrCreateContext())), RedisNodes::close);
        taken = nodes.isTaken(node.earlierInstance());
        keyUse = closer.register("use of API keys", new RedisKeyUse(vertx, link), RedisKeyUse::close);
    }

    private NodeDirectory open(ClusterConfig config) {
        Path path = directory.cluster();
        try {
            return NodeDirectory.open(path, config.nodeId().orElse(null));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("roomscribe.cluster.node-id is invalid: " + e.getMessage());
        } catch (DirectoryInUseException e) {
            throw new ConfigurationException("Another running service uses " + path
                    + ": stop it, or set roomscribe.data-directory to another directory for this one.");
        } catch (IOException e) {
            throw new ConfigurationException("The directory %s is not writable (%s): set roomscribe.data-directory to a"
                            .formatted(path, e.getClass().getSimpleName())
                    + " writable directory.");
        }
    }

    private static RedisSettings settings(ClusterConfig config) {
        return new RedisSettings(
                config.redisUrl().orElseThrow(),
                config.redisSentinelMaster().orElse(null),
                config.redisUsername().orElse(null),
                config.redisPassword().orElse(null),
                config.redisCa().orElse(null),
                config.keyPrefix());
    }

    /** @throws ConfigurationException that names the setting to change; the message contains no secret */
    static void check(RoomscribeConfig config) {
        ClusterConfig cluster = config.cluster();
        if (cluster.redisUrl().isEmpty()) {
            return;
        }
        List<String> urls = cluster.redisUrl().get();
        urls.forEach(ClusterSetup::checkUrl);
        if (urls.size() > 1 && cluster.redisSentinelMaster().isEmpty()) {
            throw new ConfigurationException(
                    "roomscribe.cluster.redis-url has several URLs, which only Sentinels can have:"
                            + " set one, or set roomscribe.cluster.redis-sentinel-master");
        }
        if (cluster.redisUsername().isPresent() && cluster.redisPassword().isEmpty()) {
            throw new ConfigurationException(
                    "roomscribe.cluster.redis-username needs a password: set roomscribe.cluster.redis-password");
        }
        if (cluster.redisCa().filter(file -> !Files.isReadable(file)).isPresent()) {
            throw new ConfigurationException("roomscribe.cluster.redis-ca="
                    + cluster.redisCa().get() + " cannot be read: set it to a PEM file of certificate authorities");
        }
        if (config.transcript().storage() == TranscriptConfig.Storage.MEMORY) {
            throw new ConfigurationException("With roomscribe.cluster.redis-url, transcripts are in Redis: remove"
                    + " roomscribe.transcript.storage=memory");
        }
        if (!config.session().resume()) {
            throw new ConfigurationException("With roomscribe.cluster.redis-url, nodes continue each other's sessions:"
                    + " remove roomscribe.session.resume=false");
        }
        if (AuthSetup.hasCredentials(config.auth())
                && config.auth().tokenSecret().isEmpty()) {
            throw new ConfigurationException("With roomscribe.cluster.redis-url, all nodes must accept the same reader"
                    + " tokens: set roomscribe.auth.token-secret to the same value on all of them");
        }
    }

    private static void checkUrl(String text) {
        try {
            URI url = new URI(text);
            String scheme = String.valueOf(url.getScheme());
            if (url.getHost() != null
                    && url.getUserInfo() == null
                    && (scheme.equals("redis") || scheme.equals("rediss"))) {
                return;
            }
        } catch (URISyntaxException e) {
            // Reported below, without the text: it may contain a password.
        }
        throw new ConfigurationException(
                "roomscribe.cluster.redis-url is invalid: set it to redis:// or rediss://, a host and a"
                        + " port, and set user and password with roomscribe.cluster.redis-username and redis-password");
    }

    /**
     * Returns the sessions of all nodes; this one answers the calls of the others from now on. Blocks until it is known whether
     * another process has the id of this node.
     *
     * @throws ConfigurationException if one has
     */
    SessionRouter router(Vertx vertx, Sessions sessions, SpeechEngine engine) {
        if (link.isConnected() && isTaken()) {
            throw new ConfigurationException("Another running service is node " + self.node()
                    + ": set roomscribe.cluster.node-id to another id for this one, or give it a data directory that is no"
                    + " copy.");
        }
        String version = ClusterSetup.class.getPackage().getImplementationVersion();
        return new SessionRouter(
                vertx,
                sessions,
                records,
                nodes,
                () -> new Node(
                        nodes.self(),
                        sessions.freeStreams(),
                        sessions.count(),
                        engine.isReady() && !sessions.isDraining(),
                        version == null ? "unknown" : version));
    }

    SuppressedRooms suppressedRooms() {
        return new RedisSuppressedRooms(link);
    }

    /** @param fishjamUrl the URL of the Fishjam that the agents connect to */
    AgentJournal journal(String fishjamUrl) {
        return new RedisAgentJournal(link, self.node(), fishjamUrl, RedisAgentJournal.TIMEOUT);
    }

    DeliveryRecords deliveries(Vertx vertx) {
        return new RedisDeliveryRecords(vertx, link, self.instance(), RedisDeliveryRecords.CLAIM_TIME);
    }

    RedisSessionRecords records() {
        return records;
    }

    SharedKeyUse keyUse() {
        return keyUse;
    }

    /** Returns the transcripts that all nodes share. */
    TranscriptStore store(RoomscribeConfig config, StorageObserver observer) {
        return new RedisStore(
                link,
                held,
                records,
                new RedisLogSettings(
                        config.transcript().maxAge(),
                        config.transcript().maxSize().asLongValue(),
                        config.cluster().maxWaiting().asLongValue(),
                        directory.cluster().resolve("waiting"),
                        config.cluster().onIsolation() == ClusterConfig.OnIsolation.CONTINUE),
                observer,
                InstantSource.system());
    }

    private boolean isTaken() {
        return taken.toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(false, CHECK_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(unknown -> false)
                .join();
    }

    @Override
    public String nodeId() {
        return nodes.self();
    }

    @Override
    public boolean isConnected() {
        return link.isConnected();
    }

    @Override
    public boolean isIsolated() {
        return records.isIsolated();
    }

    @Override
    public boolean hasLease(String roomId) {
        return held.fence(roomId).isPresent();
    }

    @Override
    public int leases() {
        return held.count();
    }

    @Override
    public double clockOffsetMillis() {
        return records.clockOffsetMillis();
    }
}
