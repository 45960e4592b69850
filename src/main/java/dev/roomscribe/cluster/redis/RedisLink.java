package dev.roomscribe.cluster.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The connections of this node to Redis: one that keeps the order of commands, one for channels, and a pool for long reads.
 * The Vert.x client does not connect again by itself; this does, and it closes a connection that does not answer for
 * {@value LinkConnection#PROBE_TIMEOUT_MS} ms.
 *
 * <p>Every method may be called from any thread and never blocks, except {@link #close}. All futures and listeners are
 * completed and called on one event loop, which they must not block.
 */
public final class RedisLink implements AutoCloseable {
    private final Context context;
    private final Redis reads;
    private final RedisKeys keys;
    private final LinkConnection commands;
    private final Channels channels;
    private final LinkConnection messages;
    private final List<Consumer<Boolean>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean connected;

    /** Begins to connect. */
    public RedisLink(Vertx vertx, RedisSettings settings) {
        context = vertx.getOrCreateContext();
        keys = new RedisKeys(settings.keyPrefix());
        Supplier<Redis> clients = () -> Redis.createClient(vertx, RedisClientOptions.of(settings));
        reads = Redis.createClient(vertx, RedisClientOptions.ofReads(settings));
        commands = new LinkConnection("commands", context, clients, this::onChange);
        messages = new LinkConnection("messages", context, clients, this::onChange);
        channels = new Channels(messages, keys.shared("probe"));
        context.runOnContext(start -> {
            commands.connect();
            messages.connect();
        });
    }

    public RedisKeys keys() {
        return keys;
    }

    /** Returns whether commands are answered and all channels are subscribed to. */
    public boolean isConnected() {
        return connected;
    }

    /** Adds a listener that is called with each change of {@link #isConnected}. */
    public void onConnectionChange(Consumer<Boolean> listener) {
        listeners.add(listener);
    }

    /**
     * Sends a command behind those that were sent before.
     *
     * @return fails with {@link RedisUnavailableException} if it may not have been received; otherwise as Redis answers
     */
    public Future<Response> send(Request request) {
        return commands.send(request);
    }

    /** Runs a script; as {@link #send}. */
    public Future<Response> run(RedisScript script, List<String> scriptKeys, List<String> arguments) {
        return send(script.request(scriptKeys, arguments));
    }

    /** Sends a command that only reads and may take long; it has no order with others. */
    public Future<Response> read(Request request) {
        if (!connected) {
            return Future.failedFuture(new RedisUnavailableException("Redis is not connected"));
        }
        Promise<Response> answer = Promise.promise();
        context.runOnContext(now -> reads.send(request).onComplete(answer));
        return answer.future();
    }

    /**
     * Adds a listener for the messages of a channel. Messages are missed while Redis is not connected.
     *
     * @return completes when the channel is subscribed to; if Redis is not connected, that is done once it is, and the
     *     future fails with {@link RedisUnavailableException}
     */
    public Future<Void> subscribe(String channel, Consumer<String> listener) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> channels.add(channel, listener).onComplete(done));
        return done.future();
    }

    public void unsubscribe(String channel, Consumer<String> listener) {
        context.runOnContext(now -> channels.remove(channel, listener));
    }

    private void onChange() {
        boolean now = commands.isConnected() && messages.isConnected();
        if (now != connected) {
            connected = now;
            listeners.forEach(listener -> listener.accept(now));
        }
    }

    /** Closes the connections; all later calls fail. */
    @Override
    public void close() {
        context.runOnContext(end -> {
            commands.close();
            messages.close();
            reads.close();
        });
    }
}
