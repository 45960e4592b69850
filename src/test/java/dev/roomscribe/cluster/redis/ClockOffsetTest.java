package dev.roomscribe.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClockOffsetTest {
    /** By this the clock of the node is ahead, in microseconds. */
    private static final long AHEAD = 3_600_000_000L;

    private final ClockOffset offset = new ClockOffset();
    private long now = 1_772_355_600_000_000L;

    /** Measures by a command, in microseconds. */
    private void measure(long ahead, long toRedis, long answer) {
        now += 1_000_000;
        offset.measured(now + ahead, toRedis + answer, now + toRedis);
    }

    @Test
    void isUnknownBeforeTheFirstAnswer() {
        assertThat(offset.micros()).isEmpty();
    }

    @Test
    void anAnswerThatCameLateDoesNotCount() {
        measure(AHEAD, 20_000, 400_000);
        measure(AHEAD, 150, 250);
        measure(AHEAD, 100_000, 3_000);
        assertThat(offset.micros()).hasValue(AHEAD + 50);
    }

    @Test
    void theClockOfTheNodeOrOfRedisIsSet() {
        for (int i = 0; i < 20; i++) {
            measure(AHEAD, 200, 200);
        }
        assertThat(offset.isSettled()).isTrue();
        measure(0, 30_000, 50_000);
        assertThat(offset.micros()).hasValue(10_000);
        assertThat(offset.isSettled()).isFalse();
    }

    @Test
    void clocksDriftApart() {
        for (int i = 0; i < 1_000; i++) {
            measure(AHEAD + i * 50L, 200, 200);
        }
        assertThat(offset.isSettled()).isTrue();
        assertThat(offset.micros().getAsLong()).isBetween(AHEAD + 984 * 50, AHEAD + 999 * 50);
    }
}
