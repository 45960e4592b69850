package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.recognition.CapacityBound;
import dev.roomscribe.recognition.EngineCapacity;
import dev.roomscribe.recognition.EngineLoad;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadMeterTest {
    private static final long SECOND = 1_000_000_000;

    private final LoadMeter meter = new LoadMeter(3, 2, CapacityBound.UNBOUNDED, 0.05);

    /** Decodes {@code streams} seconds of speech a second, which use that many cores and threads. */
    private long decode(double streams, double cores, double threads, int seconds, long from) {
        long now = from;
        for (int tenth = 0; tenth < 10 * seconds; tenth++, now += SECOND / 10) {
            meter.arrived((int) (streams * 1_600), now);
            meter.succeeded(
                    (int) (streams * 1_600),
                    Math.round(cores * SECOND / 10),
                    Math.round(threads * SECOND / 10),
                    now);
        }
        return now;
    }

    @Test
    void beforeAnyDecodingTheSelfTestDeterminesTheCapacity() {
        assertThat(meter.utilization(0)).isZero();
        assertThat(meter.capacity().streams()).isEqualTo(34);
    }

    @Test
    void theCostOfSpeechDeterminesTheCapacityAndNotTheLoad() {
        // At 10 and at 80 streams, a second of speech costs 20 ms.
        long now = decode(10, 0.2, 0.2, 60, 0);
        assertThat(meter.utilization(now)).isCloseTo(0.1, within(0.01));
        assertThat(meter.capacity().processors()).isBetween(80, 85);
        now = decode(80, 1.6, 1.6, 60, now);
        assertThat(meter.utilization(now)).isCloseTo(0.8, within(0.01));
        assertThat(meter.capacity().processors()).isBetween(83, 85);
    }

    @Test
    void threadsThatWaitForWorkersBoundTheCapacity() {
        // A second of speech costs 20 ms of a processor and occupies a thread for 50 ms.
        long now = decode(40, 0.8, 2, 60, 0);
        assertThat(meter.capacity().processors()).isBetween(82, 86);
        assertThat(meter.capacity().threads()).isBetween(49, 52);
        assertThat(meter.capacity().streams()).isEqualTo(meter.capacity().threads());
        assertThat(meter.utilization(now)).isCloseTo(2 / 3.0, within(0.01));
    }

    @Test
    void memoryBoundsTheCapacity() {
        LoadMeter small = new LoadMeter(3, 2, () -> 7, 0.05);
        assertThat(small.capacity().streams()).isEqualTo(7);
    }

    @Test
    void aStepThatFailsOrWaitsForAProcessDoesNotChangeTheCost() {
        long now = decode(10, 0.5, 0.5, 60, 0);
        int before = meter.capacity().streams();
        meter.failed(SECOND, 20 * SECOND, now);
        assertThat(meter.capacity().streams()).isEqualTo(before);
        meter.succeeded(1_920, SECOND / 200, 60 * SECOND, now);
        assertThat(meter.capacity().streams()).isGreaterThan(before * 9 / 10);
    }

    @Test
    void loadOlderThanTenSecondsIsIgnored() {
        long now = decode(20, 1.9, 1.9, 12, -5 * SECOND);
        assertThat(meter.utilization(now)).isGreaterThan(0.9);
        assertThat(meter.demand(now)).isCloseTo(20, within(0.1));
        assertThat(meter.utilization(now + 11 * SECOND)).isZero();
        assertThat(meter.demand(now + 11 * SECOND)).isZero();
    }

    @Test
    void withoutASelfTestTheCapacityIsUnlimitedUntilSpeechIsDecoded() {
        LoadMeter untested = new LoadMeter(3, 2, CapacityBound.UNBOUNDED, 0);
        assertThat(untested.capacity()).isEqualTo(EngineCapacity.UNBOUNDED);
        untested.succeeded(16_000, SECOND / 50, SECOND / 50, 0);
        assertThat(untested.capacity().processors()).isEqualTo(85);
    }

    @Test
    void whatIsFreeIsTheLeastOfAllBounds() {
        assertThat(load(new EngineCapacity(40, 60, Integer.MAX_VALUE), Duration.ZERO).free())
                .isEqualTo(31);
        assertThat(load(new EngineCapacity(40, 30, Integer.MAX_VALUE), Duration.ZERO).free())
                .isEqualTo(21);
        // More streams have decoders than speak.
        assertThat(load(new EngineCapacity(40, 60, 30), Duration.ZERO).free()).isEqualTo(10);
        assertThat(load(new EngineCapacity(40, 60, 15), Duration.ZERO).free()).isZero();
        assertThat(load(EngineCapacity.UNBOUNDED, Duration.ofSeconds(3)).free()).isZero();
    }

    private static EngineLoad load(EngineCapacity capacity, Duration lag) {
        return new EngineLoad(100, 8.5, 20, capacity, 0.5, Duration.ZERO, lag);
    }
}
