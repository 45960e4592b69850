package dev.roomscribe.session.admission;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The rooms whose sessions an earlier process left and that this process does not know yet. Thread-safe. */
public final class ExpectedRooms {
    private final Map<String, Promise<Void>> rooms = new HashMap<>();

    public synchronized void add(Collection<String> roomIds) {
        roomIds.forEach(roomId -> rooms.put(roomId, Promise.promise()));
    }

    public synchronized boolean contains(String roomId) {
        return rooms.containsKey(roomId);
    }

    /** Completes when the session of a room is known; at once if it is not expected. */
    public synchronized Future<Void> arrival(String roomId) {
        Promise<Void> pending = rooms.get(roomId);
        return pending == null ? Future.succeededFuture() : pending.future();
    }

    public void onArrived(String roomId) {
        Promise<Void> arrived;
        synchronized (this) {
            arrived = rooms.remove(roomId);
        }
        if (arrived != null) {
            arrived.complete();
        }
    }
}
