package dev.roomscribe.retry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Exponential back-off with jitter. The delay doubles with every failure until it reaches {@code max}; the random
 * source then reduces it by up to half, so that callers that failed at the same time do not retry at the same time.
 *
 * @param initial the delay after the first failure, before jitter
 * @param max the upper bound of a delay
 * @param random returns numbers from 0 to 1; must be safe for the threads that call {@link #delay}
 */
public record Backoff(Duration initial, Duration max, DoubleSupplier random) {
    /** Enough for any sensible ratio of {@code max} to {@code initial}, and small enough not to overflow. */
    private static final int MAX_DOUBLINGS = 20;

    public Backoff {
        requireNonNull(initial, "initial is null");
        requireNonNull(max, "max is null");
        requireNonNull(random, "random is null");
        if (initial.isNegative() || max.compareTo(initial) < 0) {
            throw new IllegalArgumentException(
                    "initial must be 0 or more and at most max, not " + initial + " and " + max);
        }
    }

    /** Returns a back-off with a random source of its own, safe for any thread. */
    public static Backoff between(Duration initial, Duration max) {
        return new Backoff(initial, max, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Returns the delay before the next attempt: half of the current step plus a random part of the other half.
     *
     * @param failures how many attempts have failed so far, at least 1
     */
    public Duration delay(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("failures must be at least 1, not " + failures);
        }
        long doubled = initial.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
        long step = Math.min(doubled, max.toMillis());
        return Duration.ofMillis(step / 2 + (long) (random.getAsDouble() * (step / 2.0)));
    }
}
