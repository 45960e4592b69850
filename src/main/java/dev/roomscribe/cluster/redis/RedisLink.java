package dev.roomscribe.cluster.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Consumer;

/**
 * What this node needs of Redis. Every method may be called from any thread and never blocks. All futures and listeners are
 * completed and called on one event loop, which they must not block.
 */
public interface RedisLink extends AutoCloseable {
    RedisKeys keys();

    /** Returns whether commands are answered and all channels are subscribed to. */
    boolean isConnected();

    /** Adds a listener that is called with each change of {@link #isConnected}. */
    void onConnectionChange(Consumer<Boolean> listener);

    /**
     * Sends a command behind those that were sent before.
     *
     * @return fails with {@link RedisUnavailableException} if Redis may not have received it; otherwise as Redis answers
     */
    Future<Response> send(Request request);

    /** Runs a script; as {@link #send}. */
    default Future<Response> run(RedisScript script, List<String> keys, List<String> arguments) {
        return send(script.request(keys, arguments));
    }

    /** Sends a command that only reads and may take long; it has no order with others. */
    Future<Response> read(Request request);

    /**
     * Adds a listener for the messages of a channel. Messages are missed while Redis is not connected.
     *
     * @return completes when the channel is subscribed to; if Redis is not connected, that is done once it is, and the
     *     future fails with {@link RedisUnavailableException}
     */
    Future<Void> subscribe(String channel, Consumer<String> listener);

    void unsubscribe(String channel, Consumer<String> listener);

    /** Closes the connections; all later calls fail. */
    @Override
    void close();
}
