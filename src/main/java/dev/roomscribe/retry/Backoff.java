package dev.roomscribe.retry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Exponential back-off with jitter. The delay doubles with every failure until it reaches {@code longest}; the random
 * source then takes up to half of it off, so that callers that failed together do not retry together.
 *
 * @param first the delay after the first failure, before jitter
 * @param longest the upper bound of a delay
 * @param random returns numbers from 0 to 1; must be safe for the threads that call {@link #delay}
 */
public record Backoff(Duration first, Duration longest, DoubleSupplier random) {
    /** Enough for any sensible ratio of {@code longest} to {@code first}, and small enough not to overflow. */
    private static final int MAX_DOUBLINGS = 20;

    public Backoff {
        requireNonNull(first, "first is null");
        requireNonNull(longest, "longest is null");
        requireNonNull(random, "random is null");
        if (first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "first must be 0 or more and at most longest, not " + first + " and " + longest);
        }
    }

    /** Returns a back-off with a random source of its own, safe for any thread. */
    public static Backoff between(Duration first, Duration longest) {
        return new Backoff(first, longest, () -> ThreadLocalRandom.current().nextDouble());
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
        long doubled = first.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
        long step = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(step / 2 + (long) (random.getAsDouble() * (step / 2.0)));
    }
}
