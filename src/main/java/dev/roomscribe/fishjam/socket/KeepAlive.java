package dev.roomscribe.fishjam.socket;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.SocketOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Detects a connection that is dead but was never closed. A quiet room can send no message for hours, so the keep-alive
 * sends pings; a pong counts like a message. A pong also shows that everything has arrived that was sent before it.
 *
 * <p>Confined to the socket's event loop.
 */
final class KeepAlive {
    private static final long NO_TIMER = -1;
    /** How long the answer to a ping takes at most on a working connection. */
    private static final long MAX_PONG_NANOS = 1_000_000_000;

    private final Vertx vertx;
    private final WebSocket socket;
    private final SocketOptions options;
    private final LongSupplier nanoTime;
    private final Consumer<String> onTimeout;
    private long pingTimer = NO_TIMER;
    private long timeoutTimer = NO_TIMER;
    /** Pings that are not answered yet, oldest first. Their payloads are consecutive numbers. */
    private final Deque<Promise<Void>> unanswered = new ArrayDeque<>();

    private long lastPing;
    private boolean stopped;
    /** Also read by other threads. */
    private volatile long lastReceivedNanos;

    /** @param onTimeout called with a reason when nothing was received for {@link SocketOptions#keepAliveTimeout} */
    KeepAlive(Vertx vertx, WebSocket socket, SocketOptions options, LongSupplier nanoTime, Consumer<String> onTimeout) {
        this.vertx = vertx;
        this.socket = socket;
        this.options = options;
        this.nanoTime = nanoTime;
        this.onTimeout = onTimeout;
        lastReceivedNanos = nanoTime.getAsLong();
    }

    void start() {
        onReceived();
        pingTimer = vertx.setPeriodic(options.pingInterval().toMillis(), id -> socket.writePing(Buffer.buffer()));
        checkAfter(options.keepAliveTimeout().toNanos());
    }

    /**
     * Sends a ping; completes with its answer, fails if the socket is closed before. What the other side sent before it
     * received the ping arrives before the answer.
     */
    Future<Void> ping() {
        Promise<Void> answered = Promise.promise();
        if (stopped) {
            fail(answered);
        } else {
            unanswered.addLast(answered);
            socket.writePing(Buffer.buffer().appendLong(++lastPing));
        }
        return answered.future();
    }

    /** An answer also answers all earlier pings, because the other side may answer only the latest. */
    void onPong(Buffer payload) {
        onReceived();
        if (payload.length() == Long.BYTES) {
            long number = payload.getLong(0);
            while (!unanswered.isEmpty() && lastPing - unanswered.size() < number) {
                unanswered.removeFirst().complete();
            }
        }
    }

    private static void fail(Promise<Void> ping) {
        ping.fail(new FishjamException(FishjamException.Reason.NO_RESPONSE, "The socket was closed before a pong"));
    }

    void onReceived() {
        lastReceivedNanos = nanoTime.getAsLong();
    }

    long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    /**
     * Returns since when nothing has been received, if that is longer than a working connection allows; empty otherwise. May
     * be called by any thread.
     */
    OptionalLong stalledSinceNanos() {
        long since = lastReceivedNanos;
        boolean stalled = nanoTime.getAsLong() - since > options.pingInterval().toNanos() + MAX_PONG_NANOS;
        return stalled ? OptionalLong.of(since) : OptionalLong.empty();
    }

    void stop() {
        stopped = true;
        while (!unanswered.isEmpty()) {
            fail(unanswered.removeFirst());
        }
        vertx.cancelTimer(pingTimer);
        vertx.cancelTimer(timeoutTimer);
    }

    /** Checks again when the timeout would be reached, because resetting a timer for every message would cost more. */
    private void checkAfter(long nanos) {
        timeoutTimer = vertx.setTimer(Math.max(1, nanos / 1_000_000), id -> check());
    }

    private void check() {
        long left = options.keepAliveTimeout().toNanos() - (nanoTime.getAsLong() - lastReceivedNanos);
        if (left > 0) {
            checkAfter(left + 1_000_000);
        } else {
            onTimeout.accept(
                    "nothing was received for " + options.keepAliveTimeout().toMillis() + " ms");
        }
    }
}
