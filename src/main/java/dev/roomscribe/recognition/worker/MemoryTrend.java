package dev.roomscribe.recognition.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The growth of a process's memory after its warm-up. libvosk's caches fill during the first ten minutes, which is normal;
 * growth after that is not. Not thread-safe.
 */
final class MemoryTrend {
    static final Duration WARM_UP = Duration.ofMinutes(10);
    /** The interval over which the slope is measured, and for which it is extrapolated. */
    static final Duration WINDOW = Duration.ofMinutes(10);

    private record Reading(long atNanos, long bytes) {}

    private final Deque<Reading> readings = new ArrayDeque<>();
    private long warmBytes = -1;

    /**
     * Adds a reading; readings during the warm-up are ignored.
     *
     * @param ageNanos the age of the process
     * @param bytes the memory of the process
     */
    void add(long ageNanos, long bytes) {
        if (ageNanos < WARM_UP.toNanos()) {
            return;
        }
        if (warmBytes < 0) {
            warmBytes = bytes;
        }
        readings.addLast(new Reading(ageNanos, bytes));
        while (ageNanos - readings.element().atNanos > WINDOW.toNanos()) {
            readings.removeFirst();
        }
    }

    /** Returns whether it has grown by more than {@code maxBytes} since the warm-up, or will have within {@link #WINDOW}. */
    boolean exceeds(long maxBytes) {
        if (readings.isEmpty()) {
            return false;
        }
        long grown = readings.getLast().bytes - warmBytes;
        double expected = hasEnoughReadings() ? Math.max(0, slope()) * WINDOW.toNanos() : 0;
        return grown + expected > maxBytes;
    }

    private boolean hasEnoughReadings() {
        return readings.getLast().atNanos - readings.getFirst().atNanos > WINDOW.toNanos() / 2;
    }

    /** Returns the least-squares slope, in bytes per nanosecond. */
    private double slope() {
        double meanTime =
                readings.stream().mapToDouble(Reading::atNanos).average().orElse(0);
        double meanBytes =
                readings.stream().mapToDouble(Reading::bytes).average().orElse(0);
        double product = 0;
        double square = 0;
        for (Reading reading : readings) {
            double time = reading.atNanos - meanTime;
            product += time * (reading.bytes - meanBytes);
            square += time * time;
        }
        return square == 0 ? 0 : product / square;
    }
}
