package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.Load;

/**
 * Measures how much of the processors' time decoding takes, and how much of its threads', over the last ten seconds: long
 * enough to even out who is talking at the moment, short enough to see a rush. Thread-safe.
 */
final class LoadMeter {
    private static final int SECONDS = 10;
    private static final long SECOND_NANOS = 1_000_000_000;
    /** Below this many cores of work, chance says more about what a stream costs than the measurement. */
    private static final double LEAST_CORES = 0.1;

    private final int threads;
    private final int cores;
    private final double trialCost;
    /** By second; the second it belongs to is in the last of these arrays. */
    private final long[] cpuNanos = new long[SECONDS];

    private final long[] busyNanos = new long[SECONDS];
    private final long[] second = new long[SECONDS];

    /**
     * Creates a meter.
     *
     * @param threads how many threads wait for decoders
     * @param cores how many processors they can make use of
     * @param trialCost processor seconds that a second of speech took in a trial; 0 if there was none
     */
    LoadMeter(int threads, int cores, double trialCost) {
        this.threads = threads;
        this.cores = cores;
        this.trialCost = trialCost;
    }

    /**
     * Notes some work.
     *
     * @param cpu the processor time it took
     * @param busy how long it kept a thread
     */
    synchronized void worked(long cpu, long busy, long nowNanos) {
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
     * Returns the share of the processors' time that decoding took, by the whole seconds that are over; or of the threads'
     * if that is more, as a thread that waits for an answer can do nothing else.
     */
    double utilization(long nowNanos) {
        return Math.min(1, Math.max(sum(cpuNanos, nowNanos) / cores, sum(busyNanos, nowNanos) / threads));
    }

    /** Returns how many streams like those that are open could be carried. */
    int capacity(int streams, long nowNanos) {
        double cost = streams > 0 && sum(cpuNanos, nowNanos) >= LEAST_CORES
                ? utilization(nowNanos) / streams
                : trialCost / cores;
        return cost == 0 ? Integer.MAX_VALUE : (int) (Load.MOST_UTILIZATION / cost);
    }

    /** Returns nanoseconds a nanosecond. */
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
