package dev.roomscribe.cluster.redis;

import java.util.OptionalLong;

/**
 * By how much the clock of this node differs from that of Redis, as the fastest of the last commands shows: Redis has read its
 * clock between the command and the answer, most likely in the middle. A command that contradicts the earlier ones shows that
 * a clock was set; then those are forgotten. Thread-safe.
 */
final class ClockOffset {
    private static final int SAMPLES = 16;
    /** How much the clocks may drift apart while all samples are made, in microseconds. */
    private static final long MAX_DRIFT = 5_000;

    private final long[] roundTrips = new long[SAMPLES];
    private final long[] offsets = new long[SAMPLES];
    private long count;

    /**
     * @param sent by the clock of this node, in microseconds
     * @param roundTrip from then until the answer, in microseconds
     * @param redis the clock of Redis in between, in microseconds
     */
    synchronized void measured(long sent, long roundTrip, long redis) {
        long offset = sent + roundTrip / 2 - redis;
        if (count > 0) {
            int best = best();
            if (Math.abs(offset - offsets[best]) > (roundTrip + roundTrips[best]) / 2 + MAX_DRIFT) {
                count = 0;
            }
        }
        int at = (int) (count++ % SAMPLES);
        roundTrips[at] = roundTrip;
        offsets[at] = offset;
    }

    /** Returns whether so many commands were measured that one of them was fast. */
    synchronized boolean isSettled() {
        return count >= SAMPLES;
    }

    /** Returns the offset in microseconds, positive if the clock of this node is ahead; empty before the first answer. */
    synchronized OptionalLong micros() {
        return count == 0 ? OptionalLong.empty() : OptionalLong.of(offsets[best()]);
    }

    private int best() {
        int best = 0;
        for (int i = 1; i < Math.min(count, SAMPLES); i++) {
            if (roundTrips[i] < roundTrips[best]) {
                best = i;
            }
        }
        return best;
    }
}
