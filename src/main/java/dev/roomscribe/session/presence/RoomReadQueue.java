package dev.roomscribe.session.presence;

import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;

/** One queue of room reads for all sessions, with at most eight reads in flight. Thread-safe. */
final class RoomReadQueue {
    private static final int MAX_IN_FLIGHT = 8;

    private record Read(String roomId, Promise<Room> result) {}

    private final RoomClient fishjam;
    private final Queue<Read> queue = new ArrayDeque<>();
    private int inFlight;

    RoomReadQueue(RoomClient fishjam) {
        this.fishjam = fishjam;
    }

    /** Reads a room; completes on any thread, and fails as {@link RoomClient#room} does. */
    Future<Room> read(String roomId) {
        Read read = new Read(roomId, Promise.promise());
        synchronized (queue) {
            queue.add(read);
        }
        startNext();
        return read.result.future();
    }

    private void startNext() {
        Read next;
        synchronized (queue) {
            if (inFlight == MAX_IN_FLIGHT || queue.isEmpty()) {
                return;
            }
            inFlight++;
            next = queue.remove();
        }
        EventLoop.attempt(() -> fishjam.room(next.roomId)).onComplete(result -> {
            synchronized (queue) {
                inFlight--;
            }
            next.result.handle(result);
            startNext();
        });
    }
}
