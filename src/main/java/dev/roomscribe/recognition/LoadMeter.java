package dev.roomscribe.recognition;

/**
 * Measures how much processor time decoding takes, over the last ten seconds: long enough to even out who is talking at
 * the moment, short enough to see a rush. Thread-safe.
 */
final class LoadMeter {
    private static final int SECONDS = 10;
    private static final long SECOND_NANOS = 1_000_000_000;
    /** Below this many cores of work, chance says more about what a stream costs than the measurement. */
    private static final double LEAST_CORES = 0.1;

    private final int threads;
    private final double trialCost;
    /** Processor time by second; the second it belongs to is in the other array. */
    private final long[] cpuNanos = new long[SECONDS];

    private final long[] second = new long[SECONDS];

    /**
     * Creates a meter.
     *
     * @param trialCost processor seconds that a second of speech took in a trial; 0 if there was none
     */
    LoadMeter(int threads, double trialCost) {
        this.threads = threads;
        this.trialCost = trialCost;
    }

    synchronized void decoded(long cpu, long nowNanos) {
        long now = Math.floorDiv(nowNanos, SECOND_NANOS);
        int slot = (int) Math.floorMod(now, (long) SECONDS);
        if (second[slot] != now) {
            second[slot] = now;
            cpuNanos[slot] = 0;
        }
        cpuNanos[slot] += cpu;
    }

    /** Returns the share of the threads' time that decoding took, by the whole seconds that are over. */
    double utilization(long nowNanos) {
        return Math.min(1, cores(nowNanos) / threads);
    }

    /** Returns how many streams like those that are open could be carried. */
    int capacity(int streams, long nowNanos) {
        double cores = cores(nowNanos);
        double cost = streams > 0 && cores >= LEAST_CORES ? cores / streams : trialCost;
        return cost == 0 ? Integer.MAX_VALUE : (int) (threads * Load.MOST_UTILIZATION / cost);
    }

    private synchronized double cores(long nowNanos) {
        long now = Math.floorDiv(nowNanos, SECOND_NANOS);
        long sum = 0;
        for (int slot = 0; slot < SECONDS; slot++) {
            long age = now - second[slot];
            sum += age >= 1 && age < SECONDS ? cpuNanos[slot] : 0;
        }
        return (double) sum / ((SECONDS - 1) * SECOND_NANOS);
    }
}
