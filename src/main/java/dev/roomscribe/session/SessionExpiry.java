package dev.roomscribe.session;

import dev.roomscribe.transcript.event.SessionEndReason;
import java.time.Duration;
import java.util.Optional;

/** Decides when an agent has been in its room long enough. Confined to its session's event loop. */
final class SessionExpiry {
    private final Duration longestAlone;
    private final Duration longest;
    private final long startNanos;
    private long accompaniedNanos;

    /**
     * Begins.
     *
     * @param longestAlone how long nobody may be there to be heard; zero for as long as you like
     * @param longest how long it may last in all
     */
    SessionExpiry(Duration longestAlone, Duration longest, long startNanos) {
        this.longestAlone = longestAlone;
        this.longest = longest;
        this.startNanos = startNanos;
        accompaniedNanos = startNanos;
    }

    /**
     * Returns why to leave now, if it is time.
     *
     * @param anybody whether somebody is there to be heard
     */
    Optional<SessionEndReason> over(boolean anybody, long nowNanos) {
        if (anybody) {
            accompaniedNanos = nowNanos;
        }
        if (nowNanos - startNanos >= longest.toNanos()) {
            return Optional.of(SessionEndReason.MAX_DURATION);
        }
        return !longestAlone.isZero() && nowNanos - accompaniedNanos >= longestAlone.toNanos()
                ? Optional.of(SessionEndReason.IDLE)
                : Optional.empty();
    }
}
