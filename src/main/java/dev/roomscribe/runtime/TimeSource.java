package dev.roomscribe.runtime;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clocks that sessions use.
 *
 * @param wallClock the wall clock, which may be adjusted at any time
 * @param nanoTime the monotonic clock, as {@link System#nanoTime}
 */
public record TimeSource(InstantSource wallClock, LongSupplier nanoTime) {
    public TimeSource {
        requireNonNull(wallClock, "wallClock is null");
        requireNonNull(nanoTime, "nanoTime is null");
    }

    /** Returns the clocks of the operating system. */
    public static TimeSource system() {
        return new TimeSource(InstantSource.system(), System::nanoTime);
    }

    /** Returns the wall-clock time. */
    public Instant instant() {
        return wallClock.instant();
    }

    /** Returns the monotonic time in nanoseconds, comparable with {@link System#nanoTime} by subtraction only. */
    public long nanos() {
        return nanoTime.getAsLong();
    }
}
