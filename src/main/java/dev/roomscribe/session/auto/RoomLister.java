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
    /** Whether a list is scheduled because something failed. */
    private boolean retrying;
    /** Of the next scheduled list. */
    private @Nullable Long timer;

    private long dueNanos;
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
        cancelTimer();
        retrying = false;
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

    /** Lists after a delay that grows with every call; does nothing if such a list is scheduled. */
    void retry() {
        if (!retrying) {
            retrying = true;
            listAfter(backoff.delay(++retries));
        }
    }

    /** Lists after a delay of at least 1 ms; does nothing if a list is scheduled earlier. */
    void listAfter(Duration delay) {
        long due = System.nanoTime() + delay.toNanos();
        if (timer != null && dueNanos - due <= 0) {
            return;
        }
        cancelTimer();
        dueNanos = due;
        timer = eventLoop.schedule(delay, () -> {
            timer = null;
            list();
        });
    }

    private void cancelTimer() {
        if (timer != null) {
            eventLoop.cancelTimer(timer);
            timer = null;
        }
    }

    void resetBackoff() {
        retries = 0;
    }

    /** Cancels what is scheduled; the result of a request in flight is discarded. */
    void close() {
        closed = true;
        cancelTimer();
    }
}
