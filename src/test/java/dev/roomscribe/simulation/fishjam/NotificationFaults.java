package dev.roomscribe.simulation.fishjam;

import dev.roomscribe.fishjam.notification.RoomNotification;
import dev.roomscribe.simulation.clock.VirtualTime;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Delivers notifications in order, and what goes wrong with that: they come late, twice or not at all. */
public final class NotificationFaults {
    private static final long USUAL_NANOS = Duration.ofMillis(40).toNanos();
    private static final long NEVER = Long.MIN_VALUE;

    private final VirtualTime time;
    private long lostUntil = NEVER;
    private long repeatedUntil = NEVER;
    private long lateUntil = NEVER;
    private long lastDelivery;

    NotificationFaults(VirtualTime time) {
        this.time = time;
    }

    public void loseUntil(long nanos) {
        lostUntil = Math.max(lostUntil, nanos);
    }

    public void repeatUntil(long nanos) {
        repeatedUntil = Math.max(repeatedUntil, nanos);
    }

    /** Nothing is delivered until a time. */
    public void delayUntil(long nanos) {
        lateUntil = Math.max(lateUntil, nanos);
    }

    void deliver(RoomNotification notification, Supplier<@Nullable Consumer<RoomNotification>> receiver) {
        if (time.nanos() < lostUntil) {
            return;
        }
        int times = time.nanos() < repeatedUntil ? 2 : 1;
        lastDelivery = Math.max(Math.max(lastDelivery + 1, lateUntil), time.nanos() + time.jitter(USUAL_NANOS));
        time.at(lastDelivery, () -> {
            Consumer<RoomNotification> to = receiver.get();
            for (int i = 0; i < times && to != null; i++) {
                to.accept(notification);
            }
        });
    }
}
