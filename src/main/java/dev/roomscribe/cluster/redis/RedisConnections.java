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
 * The connections to a real Redis: one that keeps the order of commands, one for channels, and a pool for long reads.
 * The Vert.x client does not connect again by itself; this does, and it closes a connection that does not answer for
 * {@value LinkConnection#PROBE_TIMEOUT_MS} ms.
 */
public final class RedisConnections implements RedisLink {
    private final Context context;
    private final Supplier<Redis> readers;
    private volatile Redis reads;
    private final RedisKeys keys;
    private final LinkConnection commands;
    private final Channels channels;
    private final LinkConnection messages;
    private final List<Consumer<Boolean>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean connected;

    /** Begins to connect. */
    public RedisConnections(Vertx vertx, RedisSettings settings) {
        context = vertx.getOrCreateContext();
        keys = new RedisKeys(settings.keyPrefix());
        Supplier<Redis> clients = () -> Redis.createClient(vertx, RedisClientOptions.of(settings));
        readers = () -> Redis.createClient(vertx, RedisClientOptions.ofReads(settings));
        reads = readers.get();
        commands = new LinkConnection("commands", context, clients, this::onChange);
        messages = new LinkConnection("messages", context, clients, this::onChange);
        channels = new Channels(messages, keys.shared("probe"));
        context.runOnContext(start -> {
            commands.connect();
            messages.connect();
        });
    }

    @Override
    public RedisKeys keys() {
        return keys;
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public void onConnectionChange(Consumer<Boolean> listener) {
        listeners.add(listener);
    }

    @Override
    public Future<Response> send(Request request) {
        return commands.send(request);
    }

    @Override
    public Future<Response> read(Request request) {
        if (!connected) {
            return Future.failedFuture(new RedisUnavailableException("Redis is not connected"));
        }
        Promise<Response> answer = Promise.promise();
        context.runOnContext(now -> reads.send(request).onComplete(answer));
        return answer.future();
    }

    @Override
    public Future<Void> subscribe(String channel, Consumer<String> listener) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> channels.add(channel, listener).onComplete(done));
        return done.future();
    }

    @Override
    public void unsubscribe(String channel, Consumer<String> listener) {
        context.runOnContext(now -> channels.remove(channel, listener));
    }

    private void onChange() {
        boolean now = commands.isConnected() && messages.isConnected();
        if (now != connected) {
            connected = now;
            if (!now) {
                // Its connections may never answer, either.
                reads.close();
                reads = readers.get();
            }
            listeners.forEach(listener -> listener.accept(now));
        }
    }

    @Override
    public void close() {
        context.runOnContext(end -> {
            commands.close();
            messages.close();
            reads.close();
        });
    }
}
