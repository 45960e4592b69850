package dev.roomscribe.cluster.redis.state;

import dev.roomscribe.cluster.redis.RedisConnections;
import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.RedisSettings;
import dev.roomscribe.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A Redis and the connections of several nodes to it. */
final class RedisNodes implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final RedisServer redis;
    private final List<RedisLink> links = new ArrayList<>();

    RedisNodes(Path directory) {
        // Otherwise Redis may answer before it has written, if the disk is slow.
        redis = RedisServer.start(directory, "--appendfsync", "always");
    }

    Vertx vertx() {
        return vertx;
    }

    /** Returns the connections of another node. */
    RedisLink link() {
        RedisLink link = new RedisConnections(vertx, new RedisSettings(redis.url(), "test"));
        links.add(link);
        Awaitility.await().until(link::isConnected);
        return link;
    }

    void killRedis() {
        redis.kill();
        Awaitility.await().until(() -> links.stream().noneMatch(RedisLink::isConnected));
    }

    void restartRedis() {
        redis.restart();
        Awaitility.await().until(() -> links.stream().allMatch(RedisLink::isConnected));
    }

    Response command(Command command, String... arguments) {
        Request request = Request.cmd(command);
        List.of(arguments).forEach(request::arg);
        return join(links.get(0).send(request));
    }

    static <T> T join(Future<T> future) {
        return join(future.toCompletionStage());
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        links.forEach(RedisLink::close);
        vertx.close();
        redis.close();
    }
}
