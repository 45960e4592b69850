package dev.roomscribe.recognition.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryTrendTest {
    private static final long MB = 1 << 20;

    private final MemoryTrend trend = new MemoryTrend();

    private void minute(double minute, long bytes) {
        trend.add(Duration.ofMillis(Math.round(minute * 60_000)).toNanos(), bytes);
    }

    @Test
    void growthDuringTheWarmUpDoesNotCount() {
        for (int minute = 0; minute < 60; minute++) {
            minute(minute, Math.min(minute, 10) * (100 * MB));
        }
        assertThat(trend.exceeds(50 * MB)).isFalse();
    }

    @Test
    void growthAboveTheLimitIsDetected() {
        minute(11, 300 * MB);
        minute(12, 340 * MB);
        assertThat(trend.exceeds(50 * MB)).isFalse();
        minute(13, 351 * MB);
        assertThat(trend.exceeds(50 * MB)).isTrue();
    }

    @Test
    void steadyGrowthIsDetectedBeforeItReachesTheLimit() {
        for (int minute = 10; minute <= 20; minute++) {
            minute(minute, (300 + 3L * minute) * MB);
        }
        assertThat(trend.exceeds(50 * MB)).isTrue();
        assertThat(trend.exceeds(70 * MB)).isFalse();
    }

    @Test
    void aSingleJumpIsNotSteadyGrowth() {
        for (double minute = 10; minute <= 40; minute += 0.5) {
            minute(minute, (minute < 15 ? 300 : 330) * MB);
        }
        assertThat(trend.exceeds(50 * MB)).isFalse();
    }
}
