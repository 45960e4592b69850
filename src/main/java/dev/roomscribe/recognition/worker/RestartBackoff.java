package dev.roomscribe.recognition.worker;

import java.time.Duration;

/** The delay before the next start of a worker: doubles with every failure, from 100 ms. Thread-safe. */
final class RestartBackoff {
    private static final Duration INITIAL_DELAY = Duration.ofMillis(100);
    private static final int MAX_DOUBLINGS = 10;

    private int failures;

    /** Counts a failure and returns the delay after it, at most {@code max}. */
    synchronized Duration next(Duration max) {
        Duration delay = INITIAL_DELAY.multipliedBy(1L << Math.min(failures++, MAX_DOUBLINGS));
        return delay.compareTo(max) > 0 ? max : delay;
    }

    synchronized void reset() {
        failures = 0;
    }
}
