package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.SessionStatusUpdate;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status of a room's running session, encoded once for all subscribers. Guarded by the room's lock. */
final class CurrentStatus {
    private final String roomId;
    private @Nullable SessionStatusUpdate status;
    private @Nullable Delivery delivery;
    private long version;

    CurrentStatus(String roomId) {
        this.roomId = roomId;
    }

    /** Sets the status, null if no session is running; returns whether it has changed. */
    boolean set(@Nullable SessionStatusUpdate next) {
        if (Objects.equals(status, next)) {
            return false;
        }
        status = next;
        delivery = next == null ? null : new Delivery.Event(null, next.type(), EventJson.of(roomId, null, next));
        version++;
        return true;
    }

    /** Returns a number that increases with every change; 0 before the first one. */
    long version() {
        return version;
    }

    /** Returns the status if it has changed since a version; empty if not, or if no session is running. */
    Optional<Delivery> since(long received) {
        return version > received ? Optional.ofNullable(delivery) : Optional.empty();
    }
}
