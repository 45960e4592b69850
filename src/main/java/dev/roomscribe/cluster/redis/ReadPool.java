package dev.roomscribe.cluster.redis;

import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Several connections for commands that may take long. If one is not answered in time, all are closed and opened again with
 * the next command, because the client does not notice connections that are broken. Confined to its event loop.
 */
final class ReadPool {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Supplier<Redis> clients;
    private final EventLoop eventLoop;
    private @Nullable Redis client;
    private boolean closed;

    ReadPool(Supplier<Redis> clients, EventLoop eventLoop) {
        this.clients = clients;
        this.eventLoop = eventLoop;
    }

    /** Sends a command; fails as {@link RedisLink#send} does. */
    Future<Response> send(Request request) {
        if (closed) {
            return Future.failedFuture(new RedisUnavailableException("the connections to Redis are closed"));
        }
        Redis open = client;
        if (open == null) {
            open = clients.get();
            client = open;
        }
        Redis current = open;
        return eventLoop.limit(eventLoop.await(current.send(request)), TIMEOUT).recover(failure -> {
            if (failure instanceof ErrorType error && !error.is("CONNECTION_CLOSED")) {
                return Future.failedFuture(failure);
            }
            if (failure instanceof TimeoutException && client == current) {
                reset();
            }
            return Future.failedFuture(new RedisUnavailableException(String.valueOf(failure.getMessage())));
        });
    }

    /** Closes the connections; the commands that were not answered fail. */
    void reset() {
        Redis open = client;
        client = null;
        if (open != null) {
            open.close();
        }
    }

    void close() {
        closed = true;
        reset();
    }
}
