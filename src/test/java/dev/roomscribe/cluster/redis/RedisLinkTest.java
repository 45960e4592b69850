package dev.roomscribe.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import dev.roomscribe.support.RedisServer;
import dev.roomscribe.support.Signals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connections to a real Redis, through restarts and silence. */
class RedisLinkTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path directory;

    private RedisServer redis;
    private RedisConnections link;

    @BeforeEach
    void start() {
        redis = RedisServer.start(directory);
        link = new RedisConnections(vertx, new RedisSettings(redis.url(), "test"));
        awaitConnected(true);
    }

    /** Without redis-server, the tests are skipped before anything is started. */
    @AfterEach
    void close() {
        if (link != null) {
            link.close();
            redis.close();
        }
        vertx.close();
    }

    private void awaitConnected(boolean connected) {
        Awaitility.await().until(() -> link.isConnected() == connected);
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private Response command(Command command, String... arguments) {
        Request request = Request.cmd(command);
        List.of(arguments).forEach(request::arg);
        return join(link.send(request));
    }

    @Test
    void scriptsRunInTheOrderOfTheirCalls() {
        RedisScript push = new RedisScript("return redis.call('RPUSH', KEYS[1], ARGV[1])");
        for (int i = 0; i < 999; i++) {
            var unused = link.run(push, List.of("list"), List.of(Integer.toString(i)));
        }
        assertThat(join(link.run(push, List.of("list"), List.of("999"))).toInteger())
                .isEqualTo(1000);
        Response list = command(Command.LRANGE, "list", "0", "-1");
        for (int i = 0; i < 1000; i++) {
            assertThat(list.get(i).toInteger()).isEqualTo(i);
        }
    }

    @Test
    void channelsAreReceivedAgainAfterARestart() {
        List<String> received = new CopyOnWriteArrayList<>();
        join(link.subscribe("channel", received::add));
        command(Command.PUBLISH, "channel", "one");
        Awaitility.await().untilAsserted(() -> assertThat(received).containsExactly("one"));
        redis.kill();
        awaitConnected(false);
        assertThatThrownBy(() -> command(Command.GET, "key")).hasCauseInstanceOf(RedisUnavailableException.class);
        redis.restart();
        awaitConnected(true);
        command(Command.PUBLISH, "channel", "two");
        Awaitility.await().untilAsserted(() -> assertThat(received).containsExactly("one", "two"));
    }

    @Test
    void aServerThatDoesNotAnswerCountsAsNotConnected() throws Exception {
        Signals.send("STOP", redis.process().toHandle());
        try {
            List<Future<?>> pending = List.of(
                    link.send(Request.cmd(Command.GET).arg("key")),
                    link.read(Request.cmd(Command.GET).arg("key")),
                    link.subscribe("channel", message -> {}));
            awaitConnected(false);
            Awaitility.await().until(() -> pending.stream().allMatch(Future::failed));
            assertThat(pending)
                    .extracting(Future::cause)
                    .allMatch(failure -> failure instanceof RedisUnavailableException);
        } finally {
            Signals.send("CONT", redis.process().toHandle());
        }
        awaitConnected(true);
    }

    @Test
    void aServerThatAcceptsConnectionsAndDoesNotAnswerIsTriedAgain() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        NetServer silent = join(vertx.createNetServer()
                .connectHandler(socket -> accepted.incrementAndGet())
                .listen(0, "127.0.0.1"));
        EventLoop eventLoop = VertxEventLoop.of(vertx.getOrCreateContext());
        LinkConnection connection = new LinkConnection(
                "test",
                eventLoop,
                () -> Redis.createClient(vertx, "redis://127.0.0.1:" + silent.actualPort()),
                Duration.ofMillis(50),
                () -> {});
        eventLoop.execute(connection::connect);
        Awaitility.await().until(() -> accepted.get() >= 3);
        assertThat(connection.isConnected()).isFalse();
        eventLoop.execute(connection::close);
        silent.close();
    }

    @Test
    void aServerThatBecomesAReplicaCountsAsNotConnectedUntilItIsThePrimaryAgain() {
        command(Command.REPLICAOF, "127.0.0.1", "1");
        Awaitility.await().until(() -> {
            Future<Response> written =
                    link.send(Request.cmd(Command.SET).arg("key").arg("text"));
            Awaitility.await().until(written::isComplete);
            return written.cause() instanceof RedisUnavailableException && !link.isConnected();
        });
        int losses = link.losses();
        Awaitility.await().until(() -> link.losses() >= losses + 2);
        assertThat(link.isConnected()).isFalse();
        Redis admin = Redis.createClient(vertx, redis.url());
        join(admin.send(Request.cmd(Command.REPLICAOF).arg("NO").arg("ONE")));
        admin.close();
        awaitConnected(true);
        command(Command.SET, "key", "text");
    }

    @Test
    void everythingFailsOnceTheLinkIsClosed() {
        List<Boolean> changes = new CopyOnWriteArrayList<>();
        link.onConnectionChange(connected -> {
            throw new IllegalStateException("a listener that fails");
        });
        link.onConnectionChange(changes::add);
        link.close();
        awaitConnected(false);
        assertThat(changes).containsExactly(false);
        for (Future<?> call : List.of(
                link.send(Request.cmd(Command.GET).arg("key")),
                link.read(Request.cmd(Command.GET).arg("key")),
                link.subscribe("channel", message -> {}))) {
            assertThatThrownBy(() -> join(call)).hasCauseInstanceOf(RedisUnavailableException.class);
        }
    }

    @Test
    void anAnswerThatIsAnErrorIsNotALostConnection() {
        command(Command.SET, "key", "text");
        assertThatThrownBy(() -> command(Command.LRANGE, "key", "0", "-1")).hasMessageContaining("WRONGTYPE");
        assertThat(link.isConnected()).isTrue();
    }

    @Test
    void userAndPasswordMayHaveAnyCharacters(@TempDir Path other) {
        String password = "p@ss:w/ör%20d?#";
        try (RedisServer guarded = RedisServer.start(other)) {
            RedisLink admin = new RedisConnections(vertx, new RedisSettings(guarded.url(), "test"));
            Awaitility.await().until(admin::isConnected);
            Request user = Request.cmd(Command.ACL).arg("SETUSER");
            List.of("us:er@x", "on", ">" + password, "~*", "&*", "+@all").forEach(user::arg);
            join(admin.send(user));
            join(admin.send(
                    Request.cmd(Command.ACL).arg("SETUSER").arg("default").arg("off")));
            admin.close();
            try (RedisLink allowed = new RedisConnections(
                    vertx, new RedisSettings(List.of(guarded.url()), null, "us:er@x", password, null, "test"))) {
                Awaitility.await().until(allowed::isConnected);
            }
        }
    }
}
