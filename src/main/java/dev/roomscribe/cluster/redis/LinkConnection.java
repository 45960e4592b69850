package dev.roomscribe.cluster.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis that is opened again when it ends, or when Redis does not answer on it. Confined to its event
 * loop, except {@link #send} and {@link #isConnected}.
 */
final class LinkConnection {
    private static final System.Logger LOG = System.getLogger(LinkConnection.class.getName());
    /** How long the answer to a probe may take, in ms. */
    static final long PROBE_TIMEOUT_MS = 2_000;
    /** The time from the answer to one probe to the next probe, in ms. */
    private static final long PROBE_INTERVAL_MS = 500;

    private static final long RETRY_MS = 200;
    /** Far more than are under way while Redis answers; a frozen connection ends before. */
    private static final int MAX_UNANSWERED = 50_000;

    /** What the client answers to commands whose connection ends. */
    private static final String CLOSED = "CONNECTION_CLOSED";

    private final String name;
    private final Context context;
    private final Supplier<Redis> clients;
    private final Runnable onChange;
    private Supplier<Future<Void>> prepare = Future::succeededFuture;
    private Supplier<Future<Void>> probe =
            () -> sendNow(Request.cmd(Command.PING)).mapEmpty();
    private Runnable end = () -> {};
    private Consumer<Response> messages = message -> {};
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    private int unanswered;
    private volatile boolean connected;
    private boolean closed;
    /** Whether the loss was logged. */
    private boolean lossLogged;

    LinkConnection(String name, Context context, Supplier<Redis> clients, Runnable onChange) {
        this.name = name;
        this.context = context;
        this.clients = clients;
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

    void connect() {
        if (closed) {
            return;
        }
        // A client keeps a connection that is closed, and returns it again, even if it does not answer.
        Redis created = clients.get();
        client = created;
        created.connect()
                .onComplete(result -> context.runOnContext(now -> {
                    if (result.failed()) {
                        lost(null, String.valueOf(result.cause().getMessage()));
                    } else if (!closed) {
                        opened(result.result());
                    }
                }));
    }

    private void opened(RedisConnection opened) {
        connection = opened;
        unanswered = 0;
        opened.handler(messages::accept);
        opened.endHandler(end -> context.runOnContext(now -> lost(opened, "the connection was closed")));
        opened.exceptionHandler(
                failure -> context.runOnContext(now -> lost(opened, String.valueOf(failure.getMessage()))));
        long timer = closeUnlessAnswered(opened);
        prepare.get().compose(done -> probe.get()).onComplete(answer -> {
            context.owner().cancelTimer(timer);
            if (answer.failed()) {
                lost(opened, String.valueOf(answer.cause().getMessage()));
            } else if (connection == opened) {
                connected = true;
                if (lossLogged) {
                    lossLogged = false;
                    LOG.log(System.Logger.Level.INFO, "Redis ({0}) is connected again", name);
                }
                onChange.run();
                probeLater(opened);
            }
        });
    }

    private void probeLater(RedisConnection probed) {
        context.owner()
                .setTimer(
                        PROBE_INTERVAL_MS,
                        due -> context.runOnContext(now -> {
                            if (connection == probed) {
                                long timer = closeUnlessAnswered(probed);
                                probe.get().onComplete(answer -> {
                                    context.owner().cancelTimer(timer);
                                    if (answer.succeeded()) {
                                        probeLater(probed);
                                    } else {
                                        lost(
                                                probed,
                                                String.valueOf(answer.cause().getMessage()));
                                    }
                                });
                            }
                        }));
    }

    private long closeUnlessAnswered(RedisConnection probed) {
        return context.owner()
                .setTimer(PROBE_TIMEOUT_MS, late -> context.runOnContext(now -> lost(probed, "Redis does not answer")));
    }

    private void lost(@Nullable RedisConnection lost, String why) {
        if (lost != connection || closed) {
            return;
        }
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
        context.owner().setTimer(RETRY_MS, due -> context.runOnContext(now -> connect()));
    }

    /** Sends a command from any thread; see {@link RedisLink#send}. */
    Future<Response> send(Request request) {
        Promise<Response> answer = Promise.promise();
        context.runOnContext(now -> {
            RedisConnection open = connection;
            if (open == null || !connected) {
                answer.fail(new RedisUnavailableException("Redis is not connected"));
            } else if (unanswered >= MAX_UNANSWERED) {
                answer.fail(new RedisUnavailableException("Redis has too many unanswered commands"));
            } else {
                write(open, request).onComplete(answer);
            }
        });
        return answer.future();
    }

    /** Sends a command while this connection is being prepared. */
    Future<Response> sendNow(Request request) {
        RedisConnection open = connection;
        return open == null
                ? Future.failedFuture(new RedisUnavailableException("Redis is not connected"))
                : write(open, request);
    }

    private Future<Response> write(RedisConnection open, Request request) {
        unanswered++;
        return open.send(request)
                .recover(failure -> Future.failedFuture(
                        failure instanceof ErrorType error && !error.is(CLOSED)
                                ? failure
                                : new RedisUnavailableException(String.valueOf(failure.getMessage()))))
                .onComplete(answer -> {
                    if (connection == open) {
                        unanswered--;
                    }
                });
    }

    void close() {
        closed = true;
        connected = false;
        connection = null;
        closeClient();
    }

    private void closeClient() {
        Redis open = client;
        client = null;
        if (open != null) {
            open.close();
        }
    }
}
