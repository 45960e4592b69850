package dev.roomscribe.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.SessionEndReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When an agent leaves by itself. */
class SessionExpiryTest {
    private static final long START = Long.MAX_VALUE - 1_000;

    private final SessionExpiry stay = new SessionExpiry(Duration.ofSeconds(60), Duration.ofHours(12), START);

    private static long after(long seconds) {
        return START + Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void itIsOverWhenNobodyHasBeenThereForTheWholeTime() {
        assertThat(stay.over(false, after(59))).isEmpty();
        assertThat(stay.over(false, after(60))).contains(SessionEndReason.IDLE);
    }

    @Test
    void whoComesBackInTimeBeginsTheTimeAnew() {
        assertThat(stay.over(true, after(10))).isEmpty();
        assertThat(stay.over(false, after(69))).isEmpty();
        assertThat(stay.over(true, after(70))).isEmpty();
        assertThat(stay.over(false, after(129))).isEmpty();
        assertThat(stay.over(false, after(130))).contains(SessionEndReason.IDLE);
    }

    @Test
    void zeroIsForEver() {
        SessionExpiry endless = new SessionExpiry(Duration.ZERO, Duration.ofHours(12), START);
        assertThat(endless.over(false, after(11 * 3600))).isEmpty();
    }

    @Test
    void noMeetingLastsLongerThanItMay() {
        assertThat(stay.over(true, after(12 * 3600 - 1))).isEmpty();
        assertThat(stay.over(true, after(12 * 3600))).contains(SessionEndReason.MAX_DURATION);
    }
}
