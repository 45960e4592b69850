package dev.roomscribe.session.speech;

import java.time.Instant;

/**
 * The room's clock: seconds since the session's start. Wall-clock times are derived from it, so that a clock that is
 * set in the middle of a meeting moves no word.
 *
 * @param startedAt the wall clock at the start
 * @param startNanos {@link System#nanoTime} at the start
 */
public record SessionClock(Instant startedAt, long startNanos) {
    /** Returns the seconds since the start, 0 for what was before it. */
    double seconds(long nanos) {
        return Math.max(0, nanos - startNanos) / 1e9;
    }

    Instant instant(long nanos) {
        return startedAt.plusNanos(Math.max(0, nanos - startNanos));
    }
}
