package dev.roomscribe.session.speech;

import dev.roomscribe.runtime.TimeSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A session's clock: seconds since its start. Wall-clock times are derived from the monotonic clock, so an adjustment of
 * the wall clock during the session shifts no caption.
 *
 * @param startedAt the wall-clock time at the start, in whole milliseconds
 * @param startNanos {@link System#nanoTime} at the start
 */
public record SessionClock(Instant startedAt, long startNanos) {
    /** Returns a clock that starts now. */
    public static SessionClock start(TimeSource time) {
        return new SessionClock(time.instant().truncatedTo(ChronoUnit.MILLIS), time.nanos());
    }

    /** Returns the seconds since the start; 0 for a time before it. */
    public double seconds(long nanos) {
        return Math.max(0, nanos - startNanos) / 1e9;
    }

    /**
     * Returns the clock of a session that an earlier process started.
     *
     * @param nowSeconds seconds since the start, now
     */
    public static SessionClock continued(Instant startedAt, double nowSeconds, TimeSource time) {
        return new SessionClock(startedAt, time.nanos() - Math.round(nowSeconds * 1e9));
    }

    /** Returns the {@link System#nanoTime} that is this many seconds after the start. */
    public long nanos(double seconds) {
        return startNanos + Math.round(seconds * 1e9);
    }

    /** Returns the wall-clock time; the start for a time before it. */
    public Instant instant(long nanos) {
        return startedAt.plusNanos(Math.max(0, nanos - startNanos));
    }
}
