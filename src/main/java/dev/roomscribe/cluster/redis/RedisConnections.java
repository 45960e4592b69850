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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections to a real Redis: one that keeps the order of commands, one for channels, and a pool for long reads. The
 * Vert.x client does not connect again by itself; this does, and it closes a connection that does not answer for 2 s. If
 * the connection for commands is lost, the others are opened again, too: after a failover, all must be to the same server.
 */
public final class RedisConnections implements RedisLink {
    private static final System.Logger LOG = System.getLogger(RedisConnections.class.getName());

    /** The name of the primary, its old address and port, and the new ones. */
    private static final int SWITCH_WORDS = 5;

    private final EventLoop eventLoop;
    private final RedisKeys keys;
    private final LinkConnection commands;
    private final Channels channels;
    private final LinkConnection messages;
    private final ReadPool reads;
    private final List<Consumer<Boolean>> listeners = new CopyOnWriteArrayList<>();
    /** With Sentinels, the one that was connected last comes first. */
    private final List<String> urls;

    private boolean isFirst = true;
    /** Null without Sentinels. */
    private final @Nullable LinkConnection sentinels;
    /** The address of the primary, by the Sentinels; null before one has told it. */
    private @Nullable String primary;

    private volatile boolean connected;

    /**
     * Begins to connect.
     *
     * @throws IllegalArgumentException if the settings are invalid
     */
    public RedisConnections(Vertx vertx, RedisSettings settings) {
        eventLoop = VertxEventLoop.of(((VertxInternal) vertx).createEventLoopContext());
        keys = new RedisKeys(settings.keyPrefix());
        urls = new ArrayList<>(settings.urls());
        Supplier<Redis> clients = clients(vertx, settings, RedisClientOptions::of);
        Duration timeout = RedisClientOptions.CONNECT_TIMEOUT;
        commands = new LinkConnection("commands", eventLoop, clients, timeout, this::onChange);
        messages = new LinkConnection("messages", eventLoop, clients, timeout, this::onChange);
        channels = new Channels(messages, keys.shared("probe"));
        reads = new ReadPool(clients(vertx, settings, RedisClientOptions::ofReads), eventLoop);
        commands.onConnection(this::refuseReplica);
        commands.onLost(() -> {
            reads.reset();
            messages.reset();
        });
        String master = settings.sentinelMaster();
        if (master == null) {
            sentinels = null;
            eventLoop.execute(this::connect);
        } else {
            sentinels =
                    new LinkConnection("Sentinel", eventLoop, clientsOfSentinels(vertx, settings), timeout, () -> {});
            eventLoop.execute(() -> watch(sentinels, master));
        }
    }

    private Supplier<Redis> clients(
            Vertx vertx, RedisSettings settings, Function<RedisSettings, RedisOptions> options) {
        return () -> Redis.createClient(vertx, options.apply(settings.withUrls(urls)));
    }

    /** Each attempt begins with another Sentinel, as one that accepts connections may not answer. */
    private Supplier<Redis> clientsOfSentinels(Vertx vertx, RedisSettings settings) {
        Supplier<Redis> next = clients(vertx, settings, RedisClientOptions::ofSentinels);
        return () -> {
            Collections.rotate(urls, isFirst ? 0 : -1);
            isFirst = false;
            return next.get();
        };
    }

    private void connect() {
        commands.connect();
        messages.connect();
    }

    /**
     * Leaves the primary at once when the Sentinels have made another server the primary: after a planned failover it takes
     * writes for about 10 s, and loses them when it becomes a replica.
     */
    private void watch(LinkConnection sentinel, String master) {
        Channels events = new Channels(sentinel, keys.shared("probe"));
        sentinel.onConnection(() -> sentinel.sendNow(Request.cmd(Command.SENTINEL)
                        .arg("GET-MASTER-ADDR-BY-NAME")
                        .arg(master))
                .onSuccess(address -> moveTo(address.get(0) + " " + address.get(1)))
                .compose(known -> events.restore()));
        // It cannot be subscribed to yet, and is once a Sentinel is connected.
        var unused = events.add("+switch-master", message -> {
            String[] words = message.split(" ", -1);
            if (words.length == SWITCH_WORDS && words[0].equals(master)) {
                moveTo(words[3] + " " + words[4]);
            }
        });
        sentinel.connect();
    }

    private void moveTo(String address) {
        if (primary == null) {
            connect();
        } else if (!primary.equals(address)) {
            String why = "the Sentinels have made another server the primary";
            commands.reconnect(why);
            messages.reconnect(why);
        }
        primary = address;
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
            if (sentinels != null) {
                sentinels.close();
            }
            messages.close();
            commands.close();
            reads.close();
            onChange();
        });
    }
}
