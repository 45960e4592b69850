package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.audio.SimulatedSender.Conditions;
import dev.roomscribe.audio.SimulatedSender.Delays;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How accurate the times of finals are when the finals are made, for simulated senders. In each test but the property, 20
 * senders talk for three minutes each, and their clocks drift by up to 500 ppm.
 */
class TimelineAccuracyTest {
    private static final int SENDERS = 20;
    private static final int SECONDS = 180;

    /** The errors of many senders' words, in ms. */
    private record Accuracy(List<Double> errors, double worstOverlap) {
        static Accuracy of(Conditions conditions) {
            return of(conditions, 0);
        }

        static Accuracy of(Conditions conditions, int laterMs) {
            List<Double> errors = new ArrayList<>();
            double worstOverlap = Double.NEGATIVE_INFINITY;
            for (int seed = 0; seed < SENDERS; seed++) {
                TimelineErrors sender = measure(conditions.withDrift((seed % 5 - 2) * 250), laterMs, seed);
                errors.addAll(sender.errors());
                worstOverlap = Math.max(worstOverlap, sender.worstOverlap());
            }
            return new Accuracy(errors, worstOverlap);
        }

        double percentile(double percent) {
            return TimelineErrors.percentile(errors, percent);
        }

        double max() {
            return percentile(100);
        }
    }

    private static TimelineErrors measure(Conditions conditions, int laterMs, long seed) {
        return TimelineErrors.measure(
                new TrackTimeline(Duration.ofMinutes(3)),
                conditions.announced(),
                SimulatedSender.chunks(conditions, SECONDS, seed),
                laterMs,
                seed);
    }

    private static void assertAccurate(Accuracy accuracy) {
        assertThat(accuracy.percentile(99)).isLessThan(50);
        assertThat(accuracy.max()).isLessThan(150);
        assertThat(accuracy.worstOverlap()).isNegative();
    }

    @ParameterizedTest
    @EnumSource
    void finalsOfDelayedAudioHaveTheirTrueTimes(Delays delays) {
        assertAccurate(Accuracy.of(Conditions.perfect().with(delays)));
        assertAccurate(Accuracy.of(Conditions.perfect().with(delays).withJitter(30)));
    }

    @ParameterizedTest
    @EnumSource
    void laterAudioDoesNotMakeTheTimesWorse(Delays delays) {
        assertAccurate(Accuracy.of(Conditions.perfect().with(delays).withJitter(30), 3_000));
    }

    @Test
    void packetLossIsFollowedBeforeAFinalIsMade() {
        assertAccurate(Accuracy.of(Conditions.perfect().withLoss(1)));
        assertAccurate(Accuracy.of(Conditions.perfect().withLoss(5)));
        assertAccurate(Accuracy.of(Conditions.perfect().withLoss(5).withJitter(60)));
    }

    @Test
    void mutesAreFollowedWithAndWithoutAnnouncement() {
        assertAccurate(Accuracy.of(Conditions.perfect().withJitter(30).withMutes(true)));
        assertAccurate(Accuracy.of(Conditions.perfect().withJitter(30).withMutes(false)));
        assertAccurate(
                Accuracy.of(Conditions.perfect().withJitter(30).withMutes(false).withLoss(2)));
    }

    /** Jitter that cannot be told apart from clumps: losses take effect after 10 to 20 s. */
    @Test
    void heavyJitterDelaysOnlyTheEffectOfLoss() {
        Accuracy accuracy = Accuracy.of(Conditions.perfect().withJitter(150).withLoss(5));
        assertThat(accuracy.percentile(95)).isLessThan(150);
        assertThat(accuracy.max()).isLessThan(1_000);
    }

    /** Late audio is early by what was lost of it, until it has caught up. */
    @ParameterizedTest
    @EnumSource(names = {"BURST", "TIMES_5", "TIMES_4"})
    void packetsLostInLateAudioShiftItByNoMoreThanTheirLength(Delays delays) {
        Accuracy accuracy =
                Accuracy.of(Conditions.perfect().with(delays).withJitter(30).withLoss(5));
        assertThat(accuracy.percentile(50)).isLessThan(50);
        // 5 % of a stall of 10 s and the 3.3 s after it would be 665 ms on average.
        assertThat(accuracy.max()).isLessThan(1_000);
    }

    /** If the first audio after a mute is late, its delay cannot be measured before it has caught up. */
    @ParameterizedTest
    @EnumSource(names = {"BURST", "TIMES_5", "TIMES_4"})
    void aDelayAtTheEndOfAnAnnouncedMuteCausesNoLargerErrorThanItself(Delays delays) {
        Accuracy accuracy =
                Accuracy.of(Conditions.perfect().with(delays).withJitter(30).withMutes(true));
        assertThat(accuracy.percentile(95)).isLessThan(50);
        assertThat(accuracy.max()).isLessThan(10_000);
    }

    /** If late audio is still catching up after an unannounced mute, it is early by up to the longest stall. */
    @ParameterizedTest
    @EnumSource(names = {"BURST", "TIMES_5", "TIMES_4"})
    void aDelayAtTheEndOfAnUnannouncedMuteCausesNoLargerErrorThanTheLongestStall(Delays delays) {
        Accuracy accuracy =
                Accuracy.of(Conditions.perfect().with(delays).withJitter(30).withMutes(false));
        assertThat(accuracy.percentile(95)).isLessThan(50);
        assertThat(accuracy.max()).isLessThan(15_000);
    }

    @ParameterizedTest
    @EnumSource
    void driftAndJitterDoNotDisturbDelayedAudio(Delays delays) {
        assertAccurate(ofDriftingSenders(Conditions.perfect().with(delays)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void driftAndJitterDoNotDisturbLossAndAnnouncedMutes(int lossPercent) {
        assertAccurate(
                ofDriftingSenders(Conditions.perfect().withLoss(lossPercent).withMutes(true)));
    }

    /** In rare cases losses hide for some time that audio was removed by a mute before them. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void driftAndJitterSeldomDisturbLossAndUnannouncedMutes(int lossPercent) {
        Accuracy accuracy =
                ofDriftingSenders(Conditions.perfect().withLoss(lossPercent).withMutes(false));
        assertThat(accuracy.percentile(99)).isLessThan(50);
        assertThat(accuracy.percentile(99.8)).isLessThan(150);
        assertThat(accuracy.worstOverlap()).isNegative();
    }

    /** Measures senders with up to 500 ppm of drift in both directions and up to 40 ms of jitter. */
    private static Accuracy ofDriftingSenders(Conditions conditions) {
        Random random = new Random(5);
        List<Double> errors = new ArrayList<>();
        double worstOverlap = Double.NEGATIVE_INFINITY;
        for (int sender = 0; sender < 3 * SENDERS; sender++) {
            TimelineErrors measured = measure(
                    conditions.withDrift(random.nextInt(1_001) - 500).withJitter(random.nextInt(41)),
                    0,
                    random.nextLong());
            errors.addAll(measured.errors());
            worstOverlap = Math.max(worstOverlap, measured.worstOverlap());
        }
        return new Accuracy(errors, worstOverlap);
    }
}
