package dev.roomscribe.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** CPU time, percentiles and a real-time clock for benchmarks. */
final class Measurement {
    private static final long CHUNK_NANOS = 20_000_000;

    private Measurement() {}

    /** Returns the CPU time of this process and its descendants, in ns. */
    static long cpuNanos() {
        return cpuNanos(ProcessHandle.current());
    }

    /** Returns the CPU time of a process and its descendants, in ns. */
    static long cpuNanos(ProcessHandle process) {
        return process.descendants().mapToLong(Measurement::ownCpuNanos).sum() + ownCpuNanos(process);
    }

    private static long ownCpuNanos(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /** Returns a percentile; {@code share} is 0 for the minimum and 1 for the maximum. */
    static double percentile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }

    /**
     * Calls back with the number of every 20 ms chunk once its end is reached, in real time.
     *
     * @return the longest delay of a callback, in ms: time that the benchmark lost, not the recognition
     */
    static double inRealTime(double seconds, IntConsumer chunk) {
        long start = System.nanoTime();
        long lateNanos = 0;
        for (int number = 0; number < seconds * 50; number++) {
            while (System.nanoTime() - start < (number + 1) * CHUNK_NANOS) {
                LockSupport.parkNanos(500_000);
            }
            lateNanos = Math.max(lateNanos, System.nanoTime() - start - (number + 1) * CHUNK_NANOS);
            chunk.accept(number);
        }
        return lateNanos / 1e6;
    }
}
