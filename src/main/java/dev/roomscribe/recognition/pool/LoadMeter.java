package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.CapacityBound;
import dev.roomscribe.recognition.EngineCapacity;
import dev.roomscribe.recognition.EngineLoad;

/**
 * Measures what decoding costs, how much speech arrives, and from both the load and the capacity of a pool. Thread-safe.
 *
 * <p>The cost of a second of speech is measured over about a minute in which speech is decoded, so it depends neither on
 * how many tracks are silent nor on how busy the pool is: at saturation less is decoded, for the same time of each second.
 * It begins with the cost that the model's self-test measured, which counts as ten seconds of speech. Demand and
 * utilization are measured over the last nine seconds: long enough to average over the speakers, short enough to detect a
 * sudden rise.
 */
final class LoadMeter {
    /** The complete seconds over which demand and utilization are measured. */
    private static final int SECONDS = 9;
    /** More than are measured: threads that record at the same time may have read the clock in different seconds. */
    private static final int SLOTS = SECONDS + 3;

    private static final double SECOND_NANOS = 1_000_000_000;
    private static final double COST_WINDOW_NANOS = 60 * SECOND_NANOS;
    private static final double SELF_TEST_NANOS = 10 * SECOND_NANOS;
    /** A longer pause between two steps counts as this: the cost is not forgotten while nothing is decoded. */
    private static final double MAX_PAUSE_NANOS = SECOND_NANOS;
    /** A step that takes longer has waited for a process to start. */
    private static final long MAX_BUSY_NANOS = (long) SECOND_NANOS;

    private final int threads;
    private final double cores;
    private final CapacityBound memory;

    /** Totals per second, in ring buffers; {@link #second} contains the second of each slot. */
    private final long[] cpuNanos = new long[SLOTS];

    private final long[] busyNanos = new long[SLOTS];
    private final long[] speechNanos = new long[SLOTS];
    private final long[] second = new long[SLOTS];

    /** Sums over the steps, in which older steps have a lower weight. */
    private double costCpuNanos;

    private double costBusyNanos;
    private double costSpeechNanos;
    private long lastStepNanos;

    /**
     * Creates a meter.
     *
     * @param threads how many threads wait for decoders
     * @param cores how many processors they can use, which may be a fraction
     * @param memory how many decoders fit into memory
     * @param selfTestCost processor seconds per second of speech that the model's self-test measured; 0 if unknown
     */
    LoadMeter(int threads, double cores, CapacityBound memory, double selfTestCost) {
        this.threads = threads;
        this.cores = cores;
        this.memory = memory;
        if (selfTestCost > 0) {
            costSpeechNanos = SELF_TEST_NANOS;
            costCpuNanos = SELF_TEST_NANOS * selfTestCost;
            costBusyNanos = costCpuNanos;
        }
    }

    /** Records speech that has arrived, decoded or not. */
    synchronized void arrived(int samples, long nowNanos) {
        speechNanos[slot(nowNanos)] += samples * AudioFormat.NANOS_PER_SAMPLE;
    }

    /**
     * Records a step that has just ended, and what it cost.
     *
     * @param samples how many samples it decoded; 0 if it did something else
     * @param cpu the processor time used, in nanoseconds
     * @param busy how long it occupied a thread, in nanoseconds
     */
    synchronized void succeeded(int samples, long cpu, long busy, long nowNanos) {
        use(cpu, busy, nowNanos);
        double kept = Math.exp(
                -Math.min(Math.max(0.0, (double) (nowNanos - lastStepNanos)), MAX_PAUSE_NANOS) / COST_WINDOW_NANOS);
        lastStepNanos = nowNanos;
        costCpuNanos = kept * costCpuNanos + cpu;
        costBusyNanos = kept * costBusyNanos + Math.max(cpu, Math.min(busy, MAX_BUSY_NANOS));
        costSpeechNanos = kept * costSpeechNanos + samples * (double) AudioFormat.NANOS_PER_SAMPLE;
    }

    /** Records a step that has failed; it took time, but a failure says nothing about the cost of speech. */
    synchronized void failed(long cpu, long busy, long nowNanos) {
        use(cpu, busy, nowNanos);
    }

    private void use(long cpu, long busy, long nowNanos) {
        int slot = slot(nowNanos);
        cpuNanos[slot] += cpu;
        busyNanos[slot] += busy;
    }

    private int slot(long nowNanos) {
        long now = second(nowNanos);
        int slot = (int) Math.floorMod(now, (long) SLOTS);
        if (second[slot] != now) {
            second[slot] = now;
            cpuNanos[slot] = 0;
            busyNanos[slot] = 0;
            speechNanos[slot] = 0;
        }
        return slot;
    }

    /** Returns the seconds of speech that arrived per second, over the last complete seconds. */
    double demand(long nowNanos) {
        return mean(speechNanos, nowNanos);
    }

    /**
     * Returns the larger of two shares over the last complete seconds, 0 to 1: of the processor time, and of the threads'
     * time, because a thread that waits for a worker's reply can do nothing else.
     */
    double utilization(long nowNanos) {
        return Math.min(1, Math.max(mean(cpuNanos, nowNanos) / cores, mean(busyNanos, nowNanos) / threads));
    }

    /** Returns how many streams of speech can be decoded at the same time without falling behind. */
    synchronized EngineCapacity capacity() {
        return new EngineCapacity(streams(cores, costCpuNanos), streams(threads, costBusyNanos), memory.streams());
    }

    private int streams(double available, double costNanos) {
        // A double that is infinite or too large becomes the largest int.
        return costNanos == 0
                ? Integer.MAX_VALUE
                : (int) (EngineLoad.MAX_UTILIZATION * available * costSpeechNanos / costNanos);
    }

    /** Returns nanoseconds per nanosecond. */
    private synchronized double mean(long[] nanos, long nowNanos) {
        long now = second(nowNanos);
        long sum = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            long age = now - second[slot];
            sum += age >= 1 && age <= SECONDS ? nanos[slot] : 0;
        }
        return sum / (SECONDS * SECOND_NANOS);
    }

    private static long second(long nowNanos) {
        return Math.floorDiv(nowNanos, (long) SECOND_NANOS);
    }
}
