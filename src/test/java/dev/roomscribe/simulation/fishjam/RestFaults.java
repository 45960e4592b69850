package dev.roomscribe.simulation.fishjam;

import dev.roomscribe.simulation.clock.VirtualTime;
import java.time.Duration;

/** What goes wrong with REST calls. */
public final class RestFaults {
    private static final long NEVER = Long.MIN_VALUE;
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final Duration USUAL = Duration.ofMillis(30);

    private final VirtualTime time;
    private long failingUntil = NEVER;
    private long slowUntil = NEVER;
    private int lostAnswers;

    RestFaults(VirtualTime time) {
        this.time = time;
    }

    /** Every call fails until a time. */
    public void failUntil(long nanos) {
        failingUntil = Math.max(failingUntil, nanos);
    }

    /** Every call takes seconds until a time. */
    public void slowUntil(long nanos) {
        slowUntil = Math.max(slowUntil, nanos);
    }

    /** The next creation of an agent takes effect, but its answer does not arrive. */
    public void loseNextAnswer() {
        lostAnswers++;
    }

    boolean isFailing() {
        return time.nanos() < failingUntil;
    }

    boolean losesAnswer() {
        if (lostAnswers == 0) {
            return false;
        }
        lostAnswers--;
        return true;
    }

    /** Returns how long the next request or answer takes. */
    long nextNanos() {
        long most = (time.nanos() < slowUntil ? SLOW : USUAL).toNanos();
        return most / 4 + time.jitter(most);
    }
}
