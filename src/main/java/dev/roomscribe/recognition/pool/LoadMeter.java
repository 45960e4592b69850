package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.EngineLoad;

/**
 * Measures the share of the processor time and of the threads' time that decoding takes, over the last ten seconds:
 * long enough to average over the speakers, short enough to detect a sudden rise. Thread-safe.
 */
final class LoadMeter {
    private static final int SECONDS = 10;
    private static final long SECOND_NANOS = 1_000_000_000;
    /** With less load than this, in cores, the measured cost of a stream is too inaccurate to use. */
    private static final double MIN_CORES = 0.1;

    private final int threads;
    private final double cores;
    private final double selfTestCost;

    /** Totals per second, in ring buffers; {@link #second} contains the second of each slot. */
    private final long[] cpuNanos = new long[SECONDS];

    private final long[] busyNanos = new long[SECONDS];
    private final long[] second = new long[SECONDS];

    /**
     * Creates a meter.
     *
     * @param threads how many threads wait for decoders
     * @param cores how many processors they can use; a fraction is possible
     * @param selfTestCost processor seconds per second of speech that the model's self-test measured; 0 if unknown
     */
    LoadMeter(int threads, double cores, double selfTestCost) {
        this.threads = threads;
        this.cores = cores;
        this.selfTestCost = selfTestCost;
    }

    /**
     * Records work that has just ended.
     *
     * @param cpu the processor time used, in nanoseconds
     * @param busy how long it occupied a thread, in nanoseconds
     */
    synchronized void record(long cpu, long busy, long nowNanos) {
        long now = Math.floorDiv(nowNanos, SECOND_NANOS);
        int slot = (int) Math.floorMod(now, (long) SECONDS);
        if (second[slot] != now) {
            second[slot] = now;
            cpuNanos[slot] = 0;
            busyNanos[slot] = 0;
        }
        cpuNanos[slot] += cpu;
        busyNanos[slot] += busy;
    }

    /**
     * Returns the larger of two shares over the last complete seconds, 0 to 1: of the processor time, and of the threads'
     * time, because a thread that waits for a worker's reply can do nothing else.
     */
    double utilization(long nowNanos) {
        return Math.min(1, Math.max(sum(cpuNanos, nowNanos) / cores, sum(busyNanos, nowNanos) / threads));
    }

    /** Returns how many streams with the cost of the open ones could be decoded. */
    int capacity(int streams, long nowNanos) {
        double cost = streams > 0 && sum(cpuNanos, nowNanos) >= MIN_CORES
                ? utilization(nowNanos) / streams
                : selfTestCost / cores;
        return cost == 0 ? Integer.MAX_VALUE : (int) (EngineLoad.MAX_UTILIZATION / cost);
    }

    /** Returns nanoseconds per nanosecond. */
    private synchronized double sum(long[] nanos, long nowNanos) {
        long now = Math.floorDiv(nowNanos, SECOND_NANOS);
        long sum = 0;
        for (int slot = 0; slot < SECONDS; slot++) {
            long age = now - second[slot];
            sum += age >= 1 && age < SECONDS ? nanos[slot] : 0;
        }
        return (double) sum / ((SECONDS - 1) * SECOND_NANOS);
    }
}
