package dev.roomscribe.cluster.redis;

import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The connections to a real Redis: one that keeps the order of commands, one for channels, and a pool for long reads. The
 * Vert.x client does not connect again by itself; this does, and it closes a connection that does not answer for 2 s. If
 * the connection for commands is lost, the others are opened again, too: after a failover, all must be to the same server.
 */
public final class RedisConnections implements RedisLink {
    private static final System.Logger LOG = System.getLogger(RedisConnections.class.getName());

    private final EventLoop eventLoop;
    private final RedisKeys keys;
    private final LinkConnection commands;
    private final Channels channels;
    private final LinkConnection messages;
    private final ReadPool reads;
    private final List<Consumer<Boolean>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean connected;

    /**
     * Begins to connect.
     *
     * @throws IllegalArgumentException if the settings are invalid
     */
    public RedisConnections(Vertx vertx, RedisSettings settings) {
        eventLoop = VertxEventLoop.of(((VertxInternal) vertx).createEventLoopContext());
        keys = new RedisKeys(settings.keyPrefix());
        RedisOptions options = RedisClientOptions.of(settings);
        RedisOptions readOptions = RedisClientOptions.ofReads(settings);
        Supplier<Redis> clients = () -> Redis.createClient(vertx, options);
        Duration timeout = RedisClientOptions.connectTimeout(settings);
        commands = new LinkConnection("commands", eventLoop, clients, timeout, this::onChange);
        messages = new LinkConnection("messages", eventLoop, clients, timeout, this::onChange);
        channels = new Channels(messages, keys.shared("probe"));
        reads = new ReadPool(() -> Redis.createClient(vertx, readOptions), eventLoop);
        commands.onConnection(this::refuseReplica);
        commands.onLost(() -> {
            reads.reset();
            messages.reset();
        });
        eventLoop.execute(() -> {
            commands.connect();
            messages.connect();
        });
    }

    /** A replica answers, but takes nothing. */
    private Future<Void> refuseReplica() {
        return commands.sendNow(Request.cmd(Command.INFO).arg("replication"))
                .map(Response::toString)
                // Redis refuses INFO if the user lacks the permission; the role is then unknown.
                .otherwise("")
                .compose(info -> info.contains("role:slave")
                        ? Future.failedFuture(new RedisUnavailableException("the server is a replica"))
                        : Future.succeededFuture());
    }

    @Override
    public RedisKeys keys() {
        return keys;
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    /** Returns how often a connection was lost, or could not be opened. */
    public int losses() {
        return commands.losses() + messages.losses();
    }

    /** Returns the number of commands that Redis has not answered. */
    public int unanswered() {
        return commands.unanswered();
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
        return connected
                ? eventLoop.call(() -> reads.send(request))
                : Future.failedFuture(new RedisUnavailableException("Redis is not connected"));
    }

    @Override
    public Future<Void> subscribe(String channel, Consumer<String> listener) {
        return eventLoop.call(() -> channels.add(channel, listener));
    }

    @Override
    public void unsubscribe(String channel, Consumer<String> listener) {
        eventLoop.execute(() -> channels.remove(channel, listener));
    }

    private void onChange() {
        boolean now = commands.isConnected() && messages.isConnected();
        if (now == connected) {
            return;
        }
        connected = now;
        for (Consumer<Boolean> listener : listeners) {
            try {
                listener.accept(now);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "A listener of the connection to Redis failed", e);
            }
        }
    }

    @Override
    public void close() {
        eventLoop.execute(() -> {
            messages.close();
            commands.close();
            reads.close();
            onChange();
        });
    }
}
