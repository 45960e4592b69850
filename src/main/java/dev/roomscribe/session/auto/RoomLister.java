package dev.roomscribe.session.auto;

import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.retry.Backoff;
import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists Fishjam's rooms: one request in flight at a time, on demand and after a backoff. Confined to one event loop.
 */
final class RoomLister {
    /** Receives the lists of rooms. */
    interface Listener {
        /** Called before a request is sent; returns a version for {@link #onListEnd}. */
        long onListStart();

        /**
         * Receives the result of a request.
         *
         * @param version what {@link #onListStart} returned
         */
        void onListEnd(AsyncResult<List<Room>> result, long version);
    }

    private final FishjamClient fishjam;
    private final EventLoop eventLoop;
    private final Listener listener;
    private final Backoff backoff = Backoff.between(Duration.ofMillis(250), Duration.ofSeconds(5));
    private boolean listing;
    private boolean listAgain;
    private int retries;
    private @Nullable Long retryTimer;
    private boolean closed;

    RoomLister(FishjamClient fishjam, EventLoop eventLoop, Listener listener) {
        this.fishjam = fishjam;
        this.eventLoop = eventLoop;
        this.listener = listener;
    }

    /** Lists now, or once more after the request in flight, whose result may predate this call. */
    void list() {
        if (closed) {
            return;
        }
        if (listing) {
            listAgain = true;
            return;
        }
        listing = true;
        if (retryTimer != null) {
            eventLoop.cancelTimer(retryTimer);
            retryTimer = null;
        }
        long version = listener.onListStart();
        fishjam.rooms().onComplete(result -> eventLoop.execute(() -> onResult(result, version)));
    }

    private void onResult(AsyncResult<List<Room>> result, long version) {
        if (closed) {
            return;
        }
        listing = false;
        listener.onListEnd(result, version);
        if (listAgain) {
            listAgain = false;
            list();
        }
    }

    /** Lists after a delay that grows with every call; does nothing if a retry is scheduled. */
    void retry() {
        if (retryTimer == null) {
            listAfter(backoff.delay(++retries));
        }
    }

    /** Lists after a delay of at least 1 ms; does nothing if a retry is scheduled. */
    void listAfter(Duration delay) {
        if (retryTimer == null) {
            retryTimer = eventLoop.schedule(delay, () -> {
                retryTimer = null;
                list();
            });
        }
    }

    void resetBackoff() {
        retries = 0;
    }

    /** Cancels the retry; the result of a request in flight is discarded. */
    void close() {
        closed = true;
        if (retryTimer != null) {
            eventLoop.cancelTimer(retryTimer);
        }
    }
}
