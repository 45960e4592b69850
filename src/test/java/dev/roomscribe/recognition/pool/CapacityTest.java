package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.EngineLoad;
import dev.roomscribe.recognition.RecordingListener;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The capacity that a pool states, compared with what it carries on two simulated processors. */
class CapacityTest {
    private static final int CHUNK = 320;
    private static final long CHUNK_NANOS = 20_000_000;
    private static final double COST = 0.05;
    private static final long MAX_LAG_MILLIS = 500;
    private static final int CARRIED = carried();

    /** Streams that speak without a pause. */
    private static final class Talkers {
        final SimulatedProcessors processors = new SimulatedProcessors(2, COST);
        final DecodingPool pool;
        final List<SpeechStream> streams = new ArrayList<>();
        final List<Long> lagMillis = new ArrayList<>();
        private long chunks;

        Talkers(double selfTestCost) {
            pool = new DecodingPool(
                    processors,
                    PoolLimits.defaults().withThreads(3).withCores(2),
                    (samples, cpu, waited) -> {},
                    processors::nanos,
                    selfTestCost,
                    processors);
        }

        Talkers open(int count) {
            for (int i = 0; i < count; i++) {
                streams.add(pool.open(new StreamOptions(true, true), new RecordingListener()));
            }
            return this;
        }

        Talkers talk(int seconds) {
            for (long end = chunks + seconds * 50L; chunks < end; chunks++) {
                for (int i = 0; i < streams.size(); i++) {
                    processors.runUntil(chunks * CHUNK_NANOS + i * CHUNK_NANOS / streams.size());
                    streams.get(i).push(new short[CHUNK]);
                }
                if (chunks % 5 == 0) {
                    lagMillis.add(pool.load().lag().toMillis());
                }
            }
            return this;
        }

        int capacity() {
            return pool.load().capacity().streams();
        }
    }

    /** Returns how many streams can speak at the same time with a lag of less than 500 ms at p99. */
    private static int carried() {
        int carried = 1;
        int tooMany = 60;
        while (tooMany - carried > 1) {
            int count = (carried + tooMany) / 2;
            List<Long> lags = new Talkers(COST).open(count).talk(20).lagMillis;
            if (lags.stream().sorted().skip(lags.size() * 99L / 100).findFirst().orElseThrow() < MAX_LAG_MILLIS) {
                carried = count;
            } else {
                tooMany = count;
            }
        }
        return carried;
    }

    private static void assertTrue(int capacity) {
        assertThat((double) capacity / CARRIED).isBetween(0.8, 1.2);
    }

    @Test
    void itIsTrueAtTheStart() {
        assertTrue(new Talkers(COST).capacity());
    }

    @ParameterizedTest(name = "at {0} of the load that is carried")
    @ValueSource(doubles = {0.1, 0.5, 0.9, 1.0, 2.0})
    void itIsTrueAtAnyLoad(double load) {
        assertTrue(new Talkers(COST).open((int) (load * CARRIED)).talk(20).capacity());
    }

    @ParameterizedTest(name = "a self-test that measured {0} of the cost")
    @ValueSource(doubles = {0.3, 3})
    void aWrongSelfTestIsCorrectedByMeasuring(double factor) {
        Talkers talkers = new Talkers(factor * COST);
        assertThat(Math.abs((double) talkers.capacity() / CARRIED - 1)).isGreaterThan(0.2);
        assertTrue(talkers.open(CARRIED / 2).talk(20).capacity());
    }

    @Test
    void silentTracksTakeNoCapacity() {
        Talkers talkers = new Talkers(COST).open(CARRIED / 2).talk(20);
        List<SpeechStream> silent = new ArrayList<>();
        for (int i = 0; i < 10 * CARRIED; i++) {
            silent.add(talkers.pool.open(new StreamOptions(true, true), new RecordingListener()));
            silent.get(i).skip(20 * 16_000);
        }
        talkers.talk(10);
        EngineLoad load = talkers.pool.load();
        assertTrue(load.capacity().streams());
        assertThat(load.demand()).isCloseTo(talkers.streams.size(), within(1.0));
        assertThat(load.free()).isCloseTo((int) (load.capacity().streams() - load.demand()), within(1));
    }

    @Test
    void demandIsWhatArrivesAndNotWhatIsDecoded() {
        Talkers talkers = new Talkers(COST).open(2 * CARRIED).talk(20);
        assertThat(talkers.pool.load().demand()).isCloseTo(2 * CARRIED, within(1.0));
        assertThat(talkers.pool.load().free()).isZero();
    }

    @Test
    void theCapacityIsRememberedWhileNothingIsDecoded() {
        Talkers talkers = new Talkers(3 * COST).open(CARRIED / 2).talk(20);
        int measured = talkers.capacity();
        talkers.processors.runUntil(Duration.ofHours(10).toNanos());
        assertThat(talkers.capacity()).isEqualTo(measured);
        assertThat(talkers.pool.load().demand()).isZero();
        // The first step after the pause costs more than the others.
        var unused = talkers.streams.get(0).endUtterance(EndReason.FLUSH);
        talkers.processors.runUntil(Duration.ofHours(10).plusSeconds(1).toNanos());
        assertTrue(talkers.capacity());
    }
}
