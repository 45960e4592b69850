package dev.roomscribe.fishjam.socket;

import dev.roomscribe.fishjam.FishjamOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Notices that nobody is at the other end any more. In a quiet room no message comes for hours, so it sends pings, whose
 * answers count as well as messages do.
 *
 * <p>Confined to the socket's event loop.
 */
final class KeepAlive {
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final WebSocket socket;
    private final FishjamOptions options;
    private final LongSupplier nanoTime;
    private final Consumer<String> onSilence;
    private long pingTimer = NO_TIMER;
    private long limitTimer = NO_TIMER;
    /** Also read by other threads. */
    private volatile long heardNanos;

    KeepAlive(
            Vertx vertx, WebSocket socket, FishjamOptions options, LongSupplier nanoTime, Consumer<String> onSilence) {
        this.vertx = vertx;
        this.socket = socket;
        this.options = options;
        this.nanoTime = nanoTime;
        this.onSilence = onSilence;
        heardNanos = nanoTime.getAsLong();
    }

    void start() {
        heard();
        pingTimer = vertx.setPeriodic(options.pingInterval().toMillis(), id -> socket.writePing(Buffer.buffer()));
        checkAfter(options.livenessLimit().toNanos());
    }

    void heard() {
        heardNanos = nanoTime.getAsLong();
    }

    /** Returns when anything was heard last. */
    long heardNanos() {
        return heardNanos;
    }

    void stop() {
        vertx.cancelTimer(pingTimer);
        vertx.cancelTimer(limitTimer);
    }

    /** Looks again when the limit would be reached, instead of setting a timer anew for every message. */
    private void checkAfter(long nanos) {
        limitTimer = vertx.setTimer(Math.max(1, nanos / 1_000_000), id -> check());
    }

    private void check() {
        long left = options.livenessLimit().toNanos() - (nanoTime.getAsLong() - heardNanos);
        if (left > 0) {
            checkAfter(left + 1_000_000);
        } else {
            onSilence.accept("nothing was heard for " + options.livenessLimit().toMillis() + " ms");
        }
    }
}
