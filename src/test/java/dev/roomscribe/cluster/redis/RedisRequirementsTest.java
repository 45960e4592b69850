package dev.roomscribe.cluster.redis;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.support.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is checked of a Redis before it is used. */
class RedisRequirementsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static Vertx vertx;
    private static RedisServer redis;
    private static Redis admin;

    @BeforeAll
    static void start(@TempDir Path directory) {
        vertx = Vertx.vertx();
        redis = RedisServer.start(directory);
        admin = Redis.createClient(vertx, redis.url());
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            admin.close();
            redis.close();
        }
        vertx.close();
    }

    private static void command(Command command, String... arguments) {
        Request request = Request.cmd(command);
        List.of(arguments).forEach(request::arg);
        RedisNode.join(admin.send(request).toCompletionStage());
    }

    private static void check(String url) {
        RedisRequirements.check(vertx, new RedisSettings(url, "test"), TIMEOUT);
    }

    @Test
    void memoryPolicyThatDeletesTranscriptsIsRefused() {
        for (String suitable : List.of("noeviction", "volatile-lru", "volatile-ttl")) {
            command(Command.CONFIG, "SET", "maxmemory-policy", suitable);
            assertThatCode(() -> check(redis.url())).doesNotThrowAnyException();
        }
        command(Command.CONFIG, "SET", "maxmemory-policy", "allkeys-lru");
        assertThatThrownBy(() -> check(redis.url()))
                .isInstanceOf(UnsuitableRedisException.class)
                .hasMessageContaining("maxmemory-policy allkeys-lru")
                .hasMessageContaining("noeviction");
        command(Command.CONFIG, "SET", "maxmemory-policy", "noeviction");
    }

    @Test
    void replicaIsRefused() {
        command(Command.REPLICAOF, "127.0.0.1", "1");
        assertThatThrownBy(() -> check(redis.url())).hasMessageContaining("is a replica");
        command(Command.REPLICAOF, "NO", "ONE");
    }

    @Test
    void userWhoMayNotAskIsAcceptedAndAWrongPasswordIsNot() {
        command(Command.ACL, "SETUSER", "limited", "on", ">secret", "~*", "+@all", "-info", "-config");
        assertThatCode(() -> RedisRequirements.check(vertx, as("secret"), TIMEOUT))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> RedisRequirements.check(vertx, as("wrong-secret"), TIMEOUT))
                .isInstanceOf(UnsuitableRedisException.class)
                .hasMessageContaining("password")
                .hasMessageNotContaining("wrong-secret");
    }

    private static RedisSettings as(String password) {
        return new RedisSettings(List.of(redis.url()), null, "limited", password, null, "test");
    }

    @Test
    void redisThatCannotBeReachedIsNoFailure() {
        assertThatCode(() -> check("redis://127.0.0.1:1")).doesNotThrowAnyException();
        NetServer silent = RedisNode.join(vertx.createNetServer()
                .connectHandler(socket -> {})
                .listen(0, "127.0.0.1")
                .toCompletionStage());
        assertThatCode(() -> RedisRequirements.check(
                        vertx,
                        new RedisSettings("redis://127.0.0.1:" + silent.actualPort(), "test"),
                        Duration.ofMillis(50)))
                .doesNotThrowAnyException();
        silent.close();
    }

    @Test
    void oldOrShardedServerIsRefused() {
        assertThatThrownBy(() -> check(answering("redis_version:6.0.16"))).hasMessageContaining("Redis 6.0 is too old");
        assertThatThrownBy(() -> check(answering("redis_version:7.0.0\r\nredis_mode:cluster")))
                .hasMessageContaining("Redis Cluster is not supported");
    }

    /** Returns the URL of a server that has the same answer to everything. */
    private static String answering(String info) {
        NetServer server = RedisNode.join(vertx.createNetServer()
                .connectHandler(socket -> socket.handler(
                        request -> socket.write(Buffer.buffer("$" + info.length() + "\r\n" + info + "\r\n"))))
                .listen(0, "127.0.0.1")
                .toCompletionStage());
        return "redis://127.0.0.1:" + server.actualPort();
    }
}
