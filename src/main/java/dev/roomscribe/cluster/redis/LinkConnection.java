package dev.roomscribe.cluster.redis;

import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis that is opened again when it ends, or when Redis does not answer on it. Confined to its event
 * loop, except {@link #send} and {@link #isConnected}.
 *
 * <pre>
 *   CONNECTING ──▶ PREPARING ──Redis answers──▶ CONNECTED
 *      ▲  │            │                            │
 *      │  └────────────┴── an error, no answer ─────┘
 *      └── after 200 ms ──────────┘
 * </pre>
 */
final class LinkConnection {
    private static final System.Logger LOG = System.getLogger(LinkConnection.class.getName());
    /** How long the answer to a probe may take. */
    static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    /** The time from the answer to one probe to the next probe. */
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(500);

    private static final Duration RETRY_DELAY = Duration.ofMillis(200);
    /** Far more than are under way while Redis answers; a frozen connection ends before. */
    private static final int MAX_UNANSWERED = 50_000;

    /** What the client answers to commands whose connection ends. */
    private static final String CLOSED = "CONNECTION_CLOSED";
    /** What a server answers that was the primary before a failover. A script's error contains it. */
    private static final Pattern REPLICA = Pattern.compile("(^|-)(READONLY|MASTERDOWN) ");

    private final String name;
    private final EventLoop eventLoop;
    private final Supplier<Redis> clients;
    private final Duration connectTimeout;
    private final Runnable onChange;
    private Supplier<Future<Void>> prepare = Future::succeededFuture;
    private Supplier<Future<Void>> probe =
            () -> sendNow(Request.cmd(Command.PING)).mapEmpty();
    private Runnable end = () -> {};
    private Consumer<Response> messages = message -> {};
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    /** Increases when an attempt to connect, or the connection, ends. */
    private long attempt;

    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger losses = new AtomicInteger();
    private volatile boolean connected;
    private boolean closed;
    /** Whether the loss was logged. */
    private boolean lossLogged;

    /** @param connectTimeout for opening a connection, which the client itself does not limit */
    LinkConnection(
            String name, EventLoop eventLoop, Supplier<Redis> clients, Duration connectTimeout, Runnable onChange) {
        this.name = name;
        this.eventLoop = eventLoop;
        this.clients = clients;
        this.connectTimeout = connectTimeout;
        this.onChange = onChange;
    }

    /** Sets what must be done on each new connection before it counts as connected. */
    void onConnection(Supplier<Future<Void>> task) {
        prepare = task;
    }

    void onMessage(Consumer<Response> listener) {
        messages = listener;
    }

    /** Sets how to learn whether Redis answers on the connection. */
    void probeWith(Supplier<Future<Void>> task) {
        probe = task;
    }

    void onLost(Runnable task) {
        end = task;
    }

    boolean isConnected() {
        return connected;
    }

    /** Returns how often the connection was lost, or could not be opened. */
    int losses() {
        return losses.get();
    }

    /** Returns the number of commands that Redis has not answered. */
    int unanswered() {
        return unanswered.get();
    }

    void connect() {
        if (closed) {
            return;
        }
        long current = attempt;
        long timer = eventLoop.schedule(connectTimeout, () -> lost(current, "connecting takes too long"));
        Future<RedisConnection> opening;
        try {
            // A client keeps a connection that is closed, and returns it again, even if it does not answer.
            Redis created = clients.get();
            client = created;
            opening = created.connect();
        } catch (RuntimeException e) {
            opening = Future.failedFuture(e);
        }
        eventLoop.await(opening).onComplete(result -> {
            eventLoop.cancelTimer(timer);
            if (result.failed()) {
                lost(current, String.valueOf(result.cause().getMessage()));
            } else if (attempt == current) {
                opened(result.result());
            }
            // Otherwise it is closed with its client.
        });
    }

    private void opened(RedisConnection opened) {
        long current = attempt;
        connection = opened;
        unanswered.set(0);
        opened.handler(messages::accept);
        opened.endHandler(end -> eventLoop.execute(() -> lost(current, "the connection was closed")));
        opened.exceptionHandler(
                failure -> eventLoop.execute(() -> lost(current, String.valueOf(failure.getMessage()))));
        long timer = loseUnlessAnswered(current);
        eventLoop.await(prepare.get().compose(done -> probe.get())).onComplete(answer -> {
            eventLoop.cancelTimer(timer);
            if (answer.failed()) {
                lost(current, String.valueOf(answer.cause().getMessage()));
            } else if (attempt == current) {
                connected = true;
                if (lossLogged) {
                    lossLogged = false;
                    LOG.log(System.Logger.Level.INFO, "Redis ({0}) is connected again", name);
                }
                onChange.run();
                probeLater(current);
            }
        });
    }

    private void probeLater(long current) {
        eventLoop.schedule(PROBE_INTERVAL, () -> {
            if (attempt == current) {
                long timer = loseUnlessAnswered(current);
                eventLoop.await(probe.get()).onComplete(answer -> {
                    eventLoop.cancelTimer(timer);
                    if (answer.succeeded()) {
                        probeLater(current);
                    } else {
                        lost(current, String.valueOf(answer.cause().getMessage()));
                    }
                });
            }
        });
    }

    private long loseUnlessAnswered(long current) {
        return eventLoop.schedule(PROBE_TIMEOUT, () -> lost(current, "Redis does not answer"));
    }

    /** Opens the connection again, because it may be one to another server than the rest of the link. */
    void reset() {
        if (connection != null) {
            lost(attempt, "the other connection was lost");
        }
    }

    /** Opens the connection again, or begins another attempt to, because the server is the wrong one. */
    void reconnect(String why) {
        // Otherwise an attempt is about to begin.
        if (client != null) {
            lost(attempt, why);
        }
    }

    private void lost(long current, String why) {
        if (attempt != current || closed) {
            return;
        }
        attempt++;
        losses.incrementAndGet();
        boolean changed = connected;
        connection = null;
        connected = false;
        if (!lossLogged) {
            lossLogged = true;
            LOG.log(System.Logger.Level.WARNING, "Redis ({0}) is not connected, connecting again: {1}", name, why);
        }
        closeClient();
        end.run();
        if (changed) {
            onChange.run();
        }
        eventLoop.schedule(RETRY_DELAY, this::connect);
    }

    /** Sends a command from any thread; see {@link RedisLink#send}. */
    Future<Response> send(Request request) {
        return eventLoop.call(() -> {
            if (!connected) {
                return Future.failedFuture(new RedisUnavailableException("Redis is not connected"));
            } else if (unanswered.get() >= MAX_UNANSWERED) {
                return Future.failedFuture(new RedisUnavailableException("Redis has too many unanswered commands"));
            }
            return sendNow(request);
        });
    }

    /** Sends a command while this connection is being prepared. */
    Future<Response> sendNow(Request request) {
        RedisConnection open = connection;
        return open == null
                ? Future.failedFuture(new RedisUnavailableException("Redis is not connected"))
                : write(open, request);
    }

    private Future<Response> write(RedisConnection open, Request request) {
        long current = attempt;
        unanswered.incrementAndGet();
        return open.send(request)
                .recover(failure -> Future.failedFuture(meaning(failure, current)))
                .onComplete(answer -> {
                    if (attempt == current) {
                        unanswered.decrementAndGet();
                    }
                });
    }

    private Throwable meaning(Throwable failure, long current) {
        String message = String.valueOf(failure.getMessage());
        if (!(failure instanceof ErrorType error) || error.is(CLOSED)) {
            return new RedisUnavailableException(message);
        } else if (REPLICA.matcher(message).find()) {
            eventLoop.execute(() -> lost(current, message));
            return new RedisUnavailableException(message);
        }
        return failure;
    }

    void close() {
        closed = true;
        attempt++;
        connected = false;
        connection = null;
        closeClient();
        end.run();
    }

    private void closeClient() {
        Redis open = client;
        client = null;
        if (open != null) {
            open.close();
        }
    }
}
