package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.recognition.EngineLoad;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadMeterTest {
    private static final long SECOND = 1_000_000_000;

    private final LoadMeter meter = new LoadMeter(3, 2, 0.05);

    private long decode(double cores, int seconds, long from) {
        return decode(cores, cores, seconds, from);
    }

    private long decode(double cores, double threads, int seconds, long from) {
        long now = from;
        for (int tenth = 0; tenth < 10 * seconds; tenth++, now += SECOND / 10) {
            meter.record(Math.round(cores * SECOND / 10), Math.round(threads * SECOND / 10), now);
        }
        return now;
    }

    @Test
    void beforeAnyDecodingTheSelfTestDeterminesTheCapacity() {
        assertThat(meter.utilization(0)).isZero();
        assertThat(meter.capacity(0, 0)).isEqualTo(32);
        assertThat(meter.capacity(10, 0)).isEqualTo(32);
    }

    @Test
    void theCostOfTheStreamsDeterminesTheCapacity() {
        long now = decode(0.5, 12, 0);
        assertThat(meter.utilization(now)).isCloseTo(0.25, within(0.01));
        assertThat(meter.capacity(50, now)).isBetween(159, 161);
    }

    @Test
    void threadsThatWaitForWorkersCountAsBusy() {
        long now = decode(1.2, 2.4, 12, 0);
        assertThat(meter.utilization(now)).isCloseTo(0.8, within(0.01));
        assertThat(meter.capacity(50, now)).isBetween(49, 50);
    }

    @Test
    void loadOlderThanTenSecondsIsIgnored() {
        long now = decode(1.9, 12, -5 * SECOND);
        assertThat(meter.utilization(now)).isGreaterThan(0.9);
        assertThat(meter.utilization(now + 11 * SECOND)).isZero();
    }

    @Test
    void withoutASelfTestTheCapacityIsUnlimited() {
        assertThat(new LoadMeter(3, 2, 0).capacity(5, 0)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aLoadAllowsNoMoreStreamsAboveItsLimits() {
        assertThat(new EngineLoad(8, 10, 0.5, Duration.ZERO, Duration.ZERO).allows(10))
                .isTrue();
        assertThat(new EngineLoad(8, 10, 0.5, Duration.ZERO, Duration.ZERO).allows(11))
                .isFalse();
        assertThat(new EngineLoad(8, 100, 0.81, Duration.ZERO, Duration.ZERO).allows(10))
                .isFalse();
        assertThat(new EngineLoad(8, 100, 0.5, Duration.ZERO, Duration.ofSeconds(3)).allows(10))
                .isFalse();
    }
}
