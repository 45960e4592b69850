package dev.roomscribe.api.guard;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request over HTTP/2 while it is received. Only here can a body without a stated length be bounded: the REST
 * framework reads it itself, and closes the whole connection if it is too large. Confined to the event loop of the
 * connection.
 */
public final class Http2Body {
    private static final String KEY = Http2Body.class.getName();

    private final Runnable finish;
    private @Nullable Future<?> timer;
    private long left = Long.MAX_VALUE;
    private @Nullable Runnable onExceeded;

    /** @param finish ends the stream after the response */
    Http2Body(Runnable finish) {
        this.finish = finish;
    }

    /**
     * Bounds the body of a request, if it came over HTTP/2 on a guarded connection.
     *
     * @param limit in bytes
     * @param onExceeded called at most once, when more has arrived; should send the response. The rest is discarded
     */
    public static void limit(RoutingContext http, int limit, Runnable onExceeded) {
        Http2Body body = http.get(KEY);
        if (body != null) {
            body.left = limit;
            body.onExceeded = onExceeded;
        }
    }

    void attachTo(RoutingContext http) {
        http.put(KEY, this);
    }

    void setTimer(Future<?> timeout) {
        timer = timeout;
    }

    void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Counts bytes that have arrived; false if they are to be discarded. */
    boolean accepts(int bytes) {
        boolean exceeded = left < 0;
        left -= bytes;
        if (left < 0 && !exceeded && onExceeded != null) {
            onExceeded.run();
            finish.run();
        }
        return left >= 0;
    }
}
