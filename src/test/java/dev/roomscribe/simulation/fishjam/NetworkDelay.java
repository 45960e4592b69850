package dev.roomscribe.simulation.fishjam;

import dev.roomscribe.simulation.clock.VirtualTime;
import java.time.Duration;

/** How long messages take to the service: a constant time with some jitter; during a stall they wait for its end. */
final class NetworkDelay {
    /** How late a task of the event loop may start. */
    private static final long LATE_NANOS = 4_000_000;

    private final VirtualTime time;
    private final long constantNanos;
    private final long jitterNanos;
    private long stallStart;
    private long stallEnd;
    private double catchUpRate = 1;
    private long lastDelivery;

    NetworkDelay(VirtualTime time, Duration constant, Duration jitter) {
        this.time = time;
        constantNanos = constant.toNanos();
        jitterNanos = jitter.toNanos();
    }

    /** Returns the shortest time that a message takes. */
    long constantNanos() {
        return constantNanos;
    }

    /** Returns the longest time that a message takes if there is no stall. */
    long usualNanos() {
        return constantNanos + jitterNanos;
    }

    /** Returns whether a message that took this long was delayed by a stall. */
    boolean isLate(long nanos) {
        return nanos > usualNanos() + LATE_NANOS;
    }

    /**
     * Nothing is delivered until the stall ends. Then what was sent meanwhile follows at a multiple of the rate at which it
     * was sent; infinite to deliver all of it at once.
     */
    void stall(Duration length, double rate) {
        stallStart = time.nanos();
        stallEnd = stallStart + length.toNanos();
        catchUpRate = rate;
    }

    /** Returns when a message arrives; messages do not overtake each other. */
    long deliveryOf(long sentNanos) {
        long usual = sentNanos + constantNanos + time.jitter(jitterNanos);
        long afterStall = stallEnd == 0 ? 0 : stallEnd + Math.round((sentNanos - stallStart) / catchUpRate);
        lastDelivery = Math.max(lastDelivery + 1, Math.max(usual, afterStall));
        return lastDelivery;
    }
}
