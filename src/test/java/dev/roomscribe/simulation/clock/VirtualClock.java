package dev.roomscribe.simulation.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock in virtual time that can be adjusted. */
public final class VirtualClock implements InstantSource {
    private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

    private final VirtualTime time;
    private Duration adjustment = Duration.ZERO;

    public VirtualClock(VirtualTime time) {
        this.time = time;
    }

    /** Sets the clock forward, or back if the duration is negative. */
    public void adjust(Duration by) {
        adjustment = adjustment.plus(by);
    }

    /** Returns when this clock shows an instant, in virtual nanoseconds. */
    public long nanosAt(Instant instant) {
        return VirtualTime.atMillis(
                Duration.between(START, instant.minus(adjustment)).toNanos() / 1e6);
    }

    @Override
    public Instant instant() {
        return START.plusNanos(Math.round(time.millis() * 1e6)).plus(adjustment);
    }
}
