package dev.roomscribe.runtime;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time by which the service must have stopped. Every step of the shutdown asks how long it may take, when it begins:
 * what an earlier step did not use is left to the later ones.
 *
 * @param endNanos the deadline, by {@code nanoTime}
 * @param nanoTime the monotonic clock, as {@link System#nanoTime}; safe for every thread that uses the deadline
 */
public record ShutdownDeadline(long endNanos, LongSupplier nanoTime) {
    public ShutdownDeadline {
        requireNonNull(nanoTime, "nanoTime is null");
    }

    /** Returns the deadline that is {@code timeout} from now, by the clock of the operating system. */
    public static ShutdownDeadline after(Duration timeout) {
        return after(timeout, System::nanoTime);
    }

    /** Returns the deadline that is {@code timeout} from now. */
    public static ShutdownDeadline after(Duration timeout, LongSupplier nanoTime) {
        return new ShutdownDeadline(nanoTime.getAsLong() + timeout.toNanos(), nanoTime);
    }

    /** Returns the time left; zero after the deadline. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, endNanos - nanoTime.getAsLong()));
    }

    /**
     * Returns how long the next step may take: an equal share of the time left.
     *
     * @param steps how many steps are left, the next one included; at least 1
     */
    public Duration share(int steps) {
        return remaining().dividedBy(steps);
    }

    /**
     * Returns the earlier deadline for a part of the shutdown.
     *
     * @param percent how much of the time left the part may use, 0 to 100
     */
    public ShutdownDeadline part(int percent) {
        return new ShutdownDeadline(
                nanoTime.getAsLong()
                        + remaining().multipliedBy(percent).dividedBy(100).toNanos(),
                nanoTime);
    }
}
