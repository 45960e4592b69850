package dev.roomscribe.session.presence;

import dev.roomscribe.fishjam.Room;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.TimeSource;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a session's room is read: one read in flight at a time, and one pending request, the latest. Confined to
 * its session's event loop.
 */
final class RoomPoller {
    /** Limits the load on Fishjam: audio of unknown peers requests a read with every chunk. */
    private static final Duration MIN_INTERVAL = Duration.ofMillis(500);

    /** Receives the reads of the room. */
    interface Listener {
        /** Called before a read is sent; returns a number for {@link #onReadEnd}. */
        long onReadStart();

        /**
         * Receives the result of a read.
         *
         * @param read what {@link #onReadStart} returned
         * @param startedNanos when the read was requested, by {@link System#nanoTime}
         * @return whether another read is needed
         */
        boolean onReadEnd(AsyncResult<Room> result, long read, long startedNanos);
    }

    private final String roomId;
    private final RoomMonitor monitor;
    private final EventLoop eventLoop;
    private final TimeSource time;
    private final Listener listener;

    private boolean open;
    private boolean reading;
    private boolean readAgain;
    private long lastStartNanos;
    private @Nullable Long timer;

    RoomPoller(String roomId, RoomMonitor monitor, EventLoop eventLoop, TimeSource time, Listener listener) {
        this.roomId = roomId;
        this.monitor = monitor;
        this.eventLoop = eventLoop;
        this.time = time;
        this.listener = listener;
        lastStartNanos = time.nanos();
    }

    void open() {
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    /** Cancels the pending request; the result of a read in flight is discarded. */
    void close() {
        open = false;
        if (timer != null) {
            eventLoop.cancelTimer(timer);
        }
    }

    /** Reads now, or once more after the read in flight, whose result may predate this request. */
    void readNow() {
        if (reading) {
            readAgain = true;
        } else if (open) {
            readAfter(Duration.ZERO);
        }
    }

    /** Reads when {@link #MIN_INTERVAL} has passed; a read in flight is enough. */
    void readSoon() {
        if (open && !reading) {
            readAfter(MIN_INTERVAL.minusNanos(time.nanos() - lastStartNanos));
        }
    }

    /** As {@link #readSoon}, but reads once more after a read in flight. */
    void readSoonAgain() {
        if (reading) {
            readAgain = true;
        } else {
            readSoon();
        }
    }

    private void readAfter(Duration delay) {
        if (timer != null) {
            eventLoop.cancelTimer(timer);
        }
        timer = eventLoop.schedule(delay, this::read);
    }

    private void read() {
        timer = null;
        reading = true;
        long startedNanos = time.nanos();
        lastStartNanos = startedNanos;
        long read = listener.onReadStart();
        monitor.read(roomId)
                .onComplete(result -> eventLoop.execute(() -> {
                    reading = false;
                    if (open) {
                        onReadEnd(result, read, startedNanos);
                    }
                }));
    }

    private void onReadEnd(AsyncResult<Room> result, long read, long startedNanos) {
        boolean needed = listener.onReadEnd(result, read, startedNanos);
        if (needed || readAgain) {
            readAgain = false;
            readSoon();
        }
    }
}
