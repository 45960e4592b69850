package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.support.RedisServer;
import dev.roomscribe.support.TcpProxy;
import dev.roomscribe.transcript.event.TestEvents;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that have the log of room r1 open, on a real Redis. One of them reaches it through a proxy. */
abstract class TwoNodes {
    final Vertx vertx = Vertx.vertx();
    private final boolean isOwnerBehindProxy;

    @TempDir
    Path directory;

    RedisServer redis;
    TcpProxy proxy;
    LogNode owner;
    LogNode other;

    TwoNodes(boolean isOwnerBehindProxy) {
        this.isOwnerBehindProxy = isOwnerBehindProxy;
    }

    @BeforeEach
    void start() throws IOException {
        redis = RedisServer.start(Files.createDirectory(directory.resolve("redis")));
        proxy = new TcpProxy(URI.create(redis.url()));
        owner = node(isOwnerBehindProxy ? proxyUrl() : redis.url(), "a");
        other = node(isOwnerBehindProxy ? redis.url() : proxyUrl(), "b");
        owner.leases.take("r1");
        owner.append(TestEvents.started());
    }

    LogNode node(String url, String name) {
        return new LogNode(vertx, url, name, directory.resolve(name));
    }

    @AfterEach
    void close() {
        owner.close();
        other.close();
        vertx.close();
        proxy.close();
        redis.close();
    }

    String proxyUrl() {
        return "redis://127.0.0.1:" + proxy.url().getPort();
    }
}
