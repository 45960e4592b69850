package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class TrackTimelineTest {
    private static final int CHUNK = 320;
    private static final long MS = 1_000_000;
    private static final long START = 5_000 * MS;

    private final TrackTimeline timeline = new TrackTimeline(Duration.ofMinutes(1));

    /** When each chunk began, in ms since the start; it arrives 20 ms and the network delay later. */
    private final List<Long> spoken = new ArrayList<>();

    private void chunk(long spokenMs, long delayMs) {
        spoken.add(spokenMs);
        timeline.arrived(CHUNK, START + (spokenMs + 20 + delayMs) * MS);
    }

    private double worstErrorMs() {
        double worst = 0;
        for (int i = 0; i < spoken.size(); i++) {
            double at = (timeline.nanosAt((long) i * CHUNK) - START) / (double) MS;
            worst = Math.max(worst, Math.abs(at - spoken.get(i)));
        }
        return worst;
    }

    @Test
    void withoutDelayEveryTimeIsExact() {
        for (int i = 0; i < 100; i++) {
            chunk(i * 20L, 0);
        }
        assertThat(worstErrorMs()).isLessThan(0.001);
        assertThat(timeline.nanosAt(16_000)).isEqualTo(START + 1000 * MS);
    }

    @Test
    void aStallAndTheBurstAfterItDoNotChangeTheTimes() {
        for (int i = 0; i < 100; i++) {
            long stalledUntil = 1500;
            long at = i * 20L;
            chunk(at, at > 900 && at < stalledUntil ? stalledUntil - at : 0);
        }
        assertThat(worstErrorMs()).isLessThanOrEqualTo(2);
    }

    @Test
    void audioAfterAMuteIsLaterByTheLengthOfTheMute() {
        for (int i = 0; i < 50; i++) {
            chunk(i * 20L, 0);
        }
        for (int i = 0; i < 50; i++) {
            chunk(61_000 + i * 20L, 0);
        }
        assertThat(worstErrorMs()).isLessThan(0.001);
    }

    @Test
    void aLostPacketShiftsOnlyTheAudioAfterIt() {
        for (int i = 0; i < 100; i++) {
            if (i != 40 && i != 41 && i != 70) {
                chunk(i * 20L, i % 3);
            }
        }
        assertThat(worstErrorMs()).isLessThanOrEqualTo(4);
    }

    @Test
    void aLateFirstChunkDoesNotShiftTheRest() {
        chunk(0, 300);
        for (int i = 1; i < 50; i++) {
            chunk(i * 20L, Math.max(0, 300 - i * 20L));
        }
        assertThat(worstErrorMs()).isLessThanOrEqualTo(2);
    }

    /** Audio from 0 to 1 s and on, of which nothing is delivered for a time; then some at a multiple of real time. */
    private void stalled(long stallMs, double speed, long untilMs) {
        for (long at = 0; at < 1_000; at += 20) {
            chunk(at, 0);
        }
        double arrival = 1_000.0 + stallMs;
        for (long at = 1_000; at < untilMs; at += 20) {
            arrival = Math.max(arrival + 20 / speed, at + 20.0);
            chunk(at, Math.round(arrival) - at - 20);
        }
    }

    @Test
    void lateAudioIsNotLateWhileItIsStillCatchingUp() {
        stalled(3_000, 4, 2_000);
        assertThat(worstErrorMs()).isLessThanOrEqualTo(2);
    }

    @Test
    void lateAudioIsNotLateWhenItHasCaughtUp() {
        stalled(8_000, 5, 20_000);
        assertThat(worstErrorMs()).isLessThanOrEqualTo(2);
    }

    @Test
    void lateAudioIsNotLateWhileItCatchesUpSlowly() {
        stalled(3_000, 1.2, 8_000);
        assertThat(worstErrorMs()).isLessThanOrEqualTo(2);
    }

    @Test
    void aSecondStallWhileCatchingUpChangesNoTime() {
        stalled(2_000, 4, 2_000);
        for (long at = 2_000; at < 3_000; at += 20) {
            chunk(at, 5_000 + Math.round(at / 4.0) - at);
        }
        assertThat(worstErrorMs()).isLessThanOrEqualTo(2);
    }

    @Test
    void audioDirectlyAfterAnUnannouncedMuteIsEarlyUntilTheMuteIsDecided() {
        for (int i = 0; i < 50; i++) {
            chunk(i * 20L, 0);
        }
        for (int i = 0; i < 20; i++) {
            chunk(4_000 + i * 20L, 0);
        }
        assertThat(timeline.nanosAt(50L * CHUNK)).isEqualTo(START + 1_000 * MS);
        chunk(4_400, 0);
        assertThat(timeline.nanosAt(50L * CHUNK)).isEqualTo(START + 4_000 * MS);
    }

    @Test
    void audioDirectlyAfterAnAnnouncedMuteHasTheTimeOfItsArrival() {
        for (int i = 0; i < 50; i++) {
            chunk(i * 20L, 0);
        }
        timeline.discontinuity();
        chunk(4_000, 0);
        assertThat(worstErrorMs()).isLessThan(0.001);
    }

    @Test
    void aMuteIsNotADelayBecauseItsFirstChunksArriveInABurst() {
        for (int i = 0; i < 50; i++) {
            chunk(i * 20L, 0);
        }
        for (int i = 0; i < 35; i++) {
            chunk(4_000 + i * 20L, Math.max(0, 200 - i * 20L));
        }
        assertThat(worstErrorMs()).isLessThanOrEqualTo(2);
    }

    @Test
    void whatDoesNotCatchUpAfterAStallWasRemoved() {
        stalled(3_000, 4, 3_000);
        long arrived = 4_000 + 2_000 / 4;
        for (int i = 1; i <= 30; i++) {
            chunk(arrived - 20 + i * 20L, 0);
        }
        int last = spoken.size() - 1;
        assertThat((timeline.nanosAt((long) last * CHUNK) - START) / (double) MS)
                .isCloseTo(spoken.get(last), within(2.0));
    }

    @Test
    void aPauseThatIsTooLongForAStallIsAMute() {
        for (int i = 0; i < 50; i++) {
            chunk(i * 20L, 0);
        }
        chunk(16_100, 0);
        assertThat(worstErrorMs()).isLessThan(0.001);
    }

    @Test
    void audioThatWasStillLateAtAMuteCountsAsContinuous() {
        for (int i = 0; i < 50; i++) {
            chunk(i * 20L, 0);
        }
        chunk(1_000, 2_000);
        chunk(1_020, 1_980);
        timeline.discontinuity();
        chunk(9_000, 0);
        assertThat(worstErrorMs()).isLessThan(0.001);
    }

    /** Arrivals of chunks of any size, with mutes. */
    @Property(tries = 200)
    void timesNeverDecreaseFromSampleToSample(@ForAll long seed) {
        Random random = new Random(seed);
        long at = START;
        for (int i = 0; i < 1_000; i++) {
            if (random.nextInt(50) == 0) {
                timeline.discontinuity();
            }
            at += random.nextInt(5) == 0 ? random.nextInt(2_000) * MS : random.nextInt(20) * MS;
            timeline.arrived(1 + random.nextInt(1_000), at);
        }
        long before = Long.MIN_VALUE;
        for (long sample = 0; sample < timeline.samples(); sample += 100) {
            assertThat(timeline.nanosAt(sample)).isGreaterThanOrEqualTo(before);
            before = timeline.nanosAt(sample);
        }
    }

    @Test
    void timesAreExactUpToTheMemory() {
        for (long i = 0; i < 180_000; i++) {
            if (i % 50 != 0) {
                chunk(i * 20, 0);
            }
        }
        int minuteAgo = spoken.size() - 3_000;
        assertThat(timeline.nanosAt((long) minuteAgo * CHUNK) - START).isEqualTo(spoken.get(minuteAgo) * MS);
    }

    @Test
    void theWindowIsBoundedForTheSmallestChunks() {
        for (int i = 1; i < 100_000; i++) {
            timeline.arrived(1, START + i * 62_500L);
        }
        assertThat(timeline)
                .extracting("pace.window")
                .asInstanceOf(InstanceOfAssertFactories.COLLECTION)
                .hasSizeLessThan(50);
    }

    @Test
    void clockDriftIsFollowed() {
        for (int i = 0; i < 180_000; i++) {
            timeline.arrived(CHUNK, START + Math.round((i + 1) * 20L * MS * 1.0001));
        }
        long lastSample = 180_000L * CHUNK;
        double expected = 3600 * 1000 * 1.0001;
        assertThat((timeline.nanosAt(lastSample) - START) / (double) MS).isBetween(expected - 2.1, expected + 0.1);
    }

    @Test
    void theClockMayOverflow() {
        TrackTimeline wrapping = new TrackTimeline(Duration.ofMinutes(1));
        long nearOverflow = Long.MAX_VALUE - 10 * MS;
        for (int i = 1; i <= 10; i++) {
            wrapping.arrived(CHUNK, nearOverflow + i * 20L * MS);
        }
        assertThat(wrapping.nanosAt(0) - nearOverflow).isZero();
    }

    @Test
    void withoutAudioThereIsNoTime() {
        assertThatThrownBy(() -> timeline.nanosAt(0)).isInstanceOf(IllegalStateException.class);
        timeline.arrived(0, START);
        assertThatThrownBy(() -> timeline.nanosAt(0)).isInstanceOf(IllegalStateException.class);
    }

    /** Any combination of jitter, stalls, losses and mutes, for audio that is older than the last 100 chunks. */
    @Property(tries = 300)
    void timesAreCorrectDuringJitterStallsLossAndMute(
            @ForAll long seed, @ForAll @IntRange(max = 30) int jitterMs, @ForAll @IntRange(max = 800) int stallMs) {
        TrackTimeline jittered = new TrackTimeline(Duration.ofMinutes(5));
        Random random = new Random(seed);
        List<Long> truth = new ArrayList<>();
        long at = 0;
        long lastArrival = 0;
        long stalledUntil = 0;
        for (int i = 0; i < 1500; i++) {
            at += 20;
            if (random.nextInt(300) == 0) {
                at += 20L * (1 + random.nextInt(200));
            }
            if (at > stalledUntil + 100 && random.nextInt(200) == 0) {
                stalledUntil = at + stallMs;
            }
            long arrival = Math.max(Math.max(lastArrival, stalledUntil), at + 20 + random.nextInt(jitterMs + 1));
            lastArrival = arrival;
            truth.add(at);
            jittered.arrived(CHUNK, START + arrival * MS);
        }
        for (int i = 0; i < truth.size() - 100; i++) {
            double placed = (jittered.nanosAt((long) i * CHUNK) - START) / (double) MS;
            // Early by at most the offset tolerance, late by at most the jitter.
            assertThat(placed - truth.get(i)).isBetween(-2.0, jitterMs + 2.0 + lateness(truth, i, stallMs));
        }
    }

    /** If a mute begins during a stall, no later chunk reveals the stall. */
    private static double lateness(List<Long> truth, int chunk, int stallMs) {
        for (int j = chunk; j < Math.min(truth.size() - 1, chunk + 1 + stallMs / 20); j++) {
            if (truth.get(j + 1) - truth.get(j) > 20) {
                return stallMs;
            }
        }
        return 0;
    }

    @Test
    void memoryIsBoundedDuringHoursOfJitter() {
        Random random = new Random(7);
        for (int i = 0; i < 3 * 180_000; i++) {
            timeline.arrived(CHUNK, START + i * 20L * MS + random.nextInt(40) * MS);
        }
        assertThat(timeline)
                .extracting("anchors")
                .asInstanceOf(InstanceOfAssertFactories.COLLECTION)
                .hasSizeLessThan(100);
    }
}
