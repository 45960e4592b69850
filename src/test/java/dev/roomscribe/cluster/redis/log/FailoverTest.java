package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.cluster.redis.RedisConnections;
import dev.roomscribe.cluster.redis.RedisRequirements;
import dev.roomscribe.cluster.redis.RedisSettings;
import dev.roomscribe.cluster.redis.UnsuitableRedisException;
import dev.roomscribe.support.RedisServer;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.TestEvents;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that find a real primary by a real Sentinel, which makes the replica the primary. */
class FailoverTest {
    /** A Sentinel that was not scheduled for 2 s does nothing for 30 s. */
    private static final ConditionFactory WAITING =
            Awaitility.await().pollInterval(20, TimeUnit.MILLISECONDS).atMost(60, TimeUnit.SECONDS);

    /** A Sentinel that is down. */
    private static final String LOST = "redis://127.0.0.1:1";

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @TempDir
    Path directory;

    private RedisServer primary;
    private RedisServer replica;
    private RedisServer sentinel;
    private LogNode owner;
    private LogNode other;

    @BeforeEach
    void start() throws IOException {
        primary = open(RedisServer.start(
                Files.createDirectory(directory.resolve("primary")), "--repl-diskless-sync-delay", "0"));
        replica = open(RedisServer.start(
                Files.createDirectory(directory.resolve("replica")), "--replicaof", "127.0.0.1 " + primary.port()));
        WAITING.until(() -> replica.command("INFO", "replication").contains("master_link_status:up"));
        // It asks the primary for replicas once, and again after 10 s.
        sentinel = open(RedisServer.startSentinel(Files.createDirectory(directory.resolve("sentinel")), primary));
        WAITING.until(() -> sentinel.command("SENTINEL", "REPLICAS", "main").contains("master-link-status"));
        owner = open(new LogNode(vertx, settings(List.of(LOST, sentinel.url()), "main"), "a", directory.resolve("a")));
        other = open(new LogNode(vertx, settings(List.of(sentinel.url()), "main"), "b", directory.resolve("b")));
        owner.leases.take("r1");
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.add(0, resource);
        return resource;
    }

    private static RedisSettings settings(List<String> urls, String master) {
        return new RedisSettings(urls, master, null, "ignored by servers without a password", null, "test");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
        vertx.close();
    }

    @Test
    void eventsGoOnInTheirOrderWhenThePrimaryIsLost() {
        appendMany();
        List<CompletionStage<EventId>> waiting = new ArrayList<>();
        primary.kill();
        for (int i = 0; i < 50; i++) {
            waiting.add(owner.log.append(TestEvents.utterance("while there is no primary " + i)));
        }
        verify(100, waiting);
        assertThat(replica.command("XLEN", "test:{r1}:log")).containsExactly("100");
    }

    /** The old primary takes writes for about 10 s, and would lose them; here, until the end. */
    @Test
    void bothNodesLeaveThePrimaryAtOnceWhenTheSentinelMakesTheReplicaThePrimary() {
        primary.command("ACL", "SETUSER", "default", "-replicaof", "-slaveof");
        appendMany();
        List<CompletionStage<EventId>> during = new ArrayList<>();
        WAITING.until(() -> {
            during.add(owner.log.append(TestEvents.utterance("during " + during.size())));
            if (!isPrimary(replica)) {
                // Refused while one is under way, or the replica has not answered the Sentinel for a while.
                sentinel.command("SENTINEL", "FAILOVER", "main");
            }
            return replica.command("PUBSUB", "NUMSUB", "test:{r1}:live").contains("2");
        });
        assertThat(primary.command("ROLE")).contains("master");
        assertThat(primary.command("PUBSUB", "NUMSUB", "test:{r1}:live")).contains("0");
        verify(50 + during.size(), during);
        assertThat(replica.command("XLEN", "test:{r1}:log")).containsExactly(Integer.toString(50 + during.size()));
    }

    private boolean isPrimary(RedisServer server) {
        return sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "main")
                .contains(Integer.toString(server.port()));
    }

    private void appendMany() {
        for (int i = 0; i < 50; i++) {
            owner.append(TestEvents.utterance("text " + i));
        }
        // With the lease: what renews leases in the service would restore it.
        WAITING.until(() -> replica.command("XLEN", "test:{r1}:log").contains("50"));
    }

    private void verify(int count, List<CompletionStage<EventId>> waiting) {
        WAITING.until(() -> owner.shown.size() == count && other.shown.size() == count);
        waiting.forEach(LogNode::await);
        assertThat(owner.ids.stream().map(EventId::sequence))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, count).boxed().toList());
        assertThat(other.shown).isEqualTo(owner.shown);
        assertThat(other.ids).isEqualTo(owner.ids);
        assertThat(other.stored()).isEqualTo(owner.shown);
    }

    @Test
    void aSentinelThatDoesNotAnswerIsPassedOver() {
        NetServer silent = LogNode.await(vertx.createNetServer()
                .connectHandler(socket -> {})
                .listen(0, "127.0.0.1")
                .toCompletionStage());
        String frozen = "redis://127.0.0.1:" + silent.actualPort();
        RedisSettings settings = settings(List.of(frozen, LOST, sentinel.url()), "main");
        try (RedisConnections link = new RedisConnections(vertx, settings)) {
            WAITING.until(link::isConnected);
        }
    }

    @Test
    void settingsThatNoSentinelKnowsAreRefused() {
        assertThatThrownBy(() -> check(settings(List.of(sentinel.url()), "other")))
                .isInstanceOf(UnsuitableRedisException.class)
                .hasMessageContaining("roomscribe.cluster.redis-sentinel-master");
        assertThatThrownBy(() -> check(settings(List.of(primary.url()), "main")))
                .isInstanceOf(UnsuitableRedisException.class)
                .hasMessageContaining("roomscribe.cluster.redis-sentinel-master");
        assertThatThrownBy(() -> check(new RedisSettings(sentinel.url(), "test")))
                .isInstanceOf(UnsuitableRedisException.class)
                .hasMessageContaining("roomscribe.cluster.redis-sentinel-master");
        sentinel.command("ACL", "SETUSER", "default", "resetpass", ">secret");
        assertThatThrownBy(() -> check(settings(List.of(sentinel.url()), "main")))
                .isInstanceOf(UnsuitableRedisException.class)
                .hasMessageContaining("password")
                .hasMessageContaining("Sentinel");
    }

    private void check(RedisSettings settings) {
        RedisRequirements.check(vertx, settings, Duration.ofSeconds(20));
    }
}
