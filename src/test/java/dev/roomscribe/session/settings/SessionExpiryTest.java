package dev.roomscribe.session.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.SessionEndReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a session ends by itself; the defaults are 60 s idle and 12 h in all. */
class SessionExpiryTest {
    private static final long START = Long.MAX_VALUE - 1_000;

    private final SessionExpiry expiry = new SessionExpiry(SessionLifetime.DEFAULT, START, START);

    private static long after(long seconds) {
        return START + Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void endsAfterTheIdleTimeout() {
        assertThat(expiry.check(false, after(59))).isEmpty();
        assertThat(expiry.check(false, after(60))).contains(SessionEndReason.IDLE);
    }

    @Test
    void occupiedRoomRestartsTheIdleTimeout() {
        assertThat(expiry.check(true, after(10))).isEmpty();
        assertThat(expiry.check(false, after(69))).isEmpty();
        assertThat(expiry.check(true, after(70))).isEmpty();
        assertThat(expiry.check(false, after(129))).isEmpty();
        assertThat(expiry.check(false, after(130))).contains(SessionEndReason.IDLE);
    }

    @Test
    void idleTimeoutOfZeroMeansNoLimit() {
        SessionExpiry unlimited =
                new SessionExpiry(SessionLifetime.DEFAULT.withIdleTimeout(Duration.ZERO), START, START);
        assertThat(unlimited.check(false, after(11 * 3600))).isEmpty();
    }

    @Test
    void endsAtTheMaximumDuration() {
        assertThat(expiry.check(true, after(12 * 3600 - 1))).isEmpty();
        assertThat(expiry.check(true, after(12 * 3600))).contains(SessionEndReason.MAX_DURATION);
    }
}
