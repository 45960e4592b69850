package dev.roomscribe.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.support.Certificates;
import dev.roomscribe.support.RedisServer;
import dev.roomscribe.support.RoomscribeProcess;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis with TLS, and users of it. */
class RedisTlsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int TLS_PORT = RoomscribeProcess.freePort();

    private static Vertx vertx;
    private static Certificates certificates;
    private static RedisServer redis;

    @BeforeAll
    static void start(@TempDir Path directory) {
        vertx = Vertx.vertx();
        certificates = new Certificates(directory);
        redis = RedisServer.start(
                directory,
                "--tls-port",
                Integer.toString(TLS_PORT),
                "--tls-cert-file",
                certificates.certificate().toString(),
                "--tls-key-file",
                certificates.key().toString(),
                "--tls-ca-cert-file",
                certificates.authority().toString(),
                "--tls-auth-clients",
                "no");
        redis.command("ACL", "SETUSER", "roomscribe", "on", ">secret", "~*", "&*", "+@all");
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
        vertx.close();
    }

    private static RedisSettings settings(String host, @Nullable Path authority) {
        return new RedisSettings(
                List.of("rediss://" + host + ":" + TLS_PORT), null, "roomscribe", "secret", authority, "test");
    }

    @Test
    void commandsChannelsAndReadsUseTls() {
        RedisSettings settings = settings("localhost", certificates.authority());
        assertThatCode(() -> check(settings)).doesNotThrowAnyException();
        try (RedisConnections link = new RedisConnections(vertx, settings)) {
            Awaitility.await().until(link::isConnected);
            List<String> received = new CopyOnWriteArrayList<>();
            RedisNode.join(link.subscribe("channel", received::add).toCompletionStage());
            RedisNode.join(link.send(Request.cmd(Command.PUBLISH).arg("channel").arg("text"))
                    .toCompletionStage());
            Awaitility.await().until(() -> received.equals(List.of("text")));
            assertThat(RedisNode.join(
                            link.read(Request.cmd(Command.ACL).arg("WHOAMI")).toCompletionStage()))
                    .hasToString("roomscribe");
        }
    }

    private static void check(RedisSettings settings) {
        RedisRequirements.check(vertx, settings, TIMEOUT);
    }

    @Test
    void unknownAuthorityIsRefused(@TempDir Path other) {
        Certificates another = new Certificates(other);
        for (Path authority : new Path[] {another.authority(), null}) {
            assertThatThrownBy(() -> check(settings("localhost", authority)))
                    .isInstanceOf(UnsuitableRedisException.class)
                    .hasMessageContaining("roomscribe.cluster.redis-ca");
        }
        try (RedisConnections link = new RedisConnections(vertx, settings("localhost", another.authority()))) {
            Awaitility.await().until(() -> link.losses() >= 4);
            assertThat(link.isConnected()).isFalse();
        }
    }

    @Test
    void certificateOfAnotherHostIsRefused() {
        assertThatThrownBy(() -> check(settings("127.0.0.1", certificates.authority())))
                .isInstanceOf(UnsuitableRedisException.class)
                .hasMessageContaining("host name");
    }

    @Test
    void requiredClientCertificateIsRefused() {
        redis.command("CONFIG", "SET", "tls-auth-clients", "yes");
        try {
            assertThatThrownBy(() -> check(settings("localhost", certificates.authority())))
                    .isInstanceOf(UnsuitableRedisException.class)
                    .hasMessageContaining("tls-auth-clients");
        } finally {
            redis.command("CONFIG", "SET", "tls-auth-clients", "no");
        }
    }

    @Test
    void wrongUserIsRefused() {
        RedisSettings wrong = new RedisSettings(
                List.of("rediss://localhost:" + TLS_PORT), null, "other", "secret", certificates.authority(), "test");
        assertThatThrownBy(() -> check(wrong)).hasMessageContaining("redis-username");
    }
}
