package dev.roomscribe.cluster.redis;

/**
 * By how much the clock of this node differs from that of Redis, as the fastest of the last commands shows. Thread-safe.
 */
final class ClockOffset {
    private static final int SAMPLES = 16;

    private final long[] roundTrips = new long[SAMPLES];
    private final long[] offsets = new long[SAMPLES];
    private long count;

    /**
     * @param sent by the clock of this node, in microseconds
     * @param roundTrip from then until the answer, in microseconds
     * @param redis the clock of Redis in between, in microseconds
     */
    synchronized void measured(long sent, long roundTrip, long redis) {
        int at = (int) (count++ % SAMPLES);
        roundTrips[at] = roundTrip;
        offsets[at] = sent + roundTrip / 2 - redis;
    }

    /** Returns the offset in ms, positive if the clock of this node is ahead; NaN before the first answer. */
    synchronized double millis() {
        int known = (int) Math.min(count, SAMPLES);
        if (known == 0) {
            return Double.NaN;
        }
        int best = 0;
        for (int i = 1; i < known; i++) {
            if (roundTrips[i] < roundTrips[best]) {
                best = i;
            }
        }
        return offsets[best] / 1000.0;
    }
}
