package dev.roomscribe.fishjam;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to wait before a call is tried again: longer each time, and never in step with other callers. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final DoubleSupplier random;

    /**
     * Creates one.
     *
     * @param random gives numbers from 0 to 1
     */
    public Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /**
     * Returns how long to wait now.
     *
     * @param tries how many have failed, from 1
     */
    public Duration after(int tries) {
        long doubled = FIRST.toMillis() << Math.min(tries - 1, 10);
        long whole = Math.min(doubled, LONGEST.toMillis());
        return Duration.ofMillis(whole / 2 + (long) (random.getAsDouble() * (whole / 2.0)));
    }

    /** Returns whether Fishjam's own wish is short enough to wait for. */
    public static boolean worthWaiting(Duration asked) {
        return asked.compareTo(LONGEST) <= 0;
    }
}
