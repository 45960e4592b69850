package dev.roomscribe.recognition.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How a process's memory grows once it has warmed up: libvosk's caches fill for ten minutes, which is nothing to worry
 * about; what comes after is.
 */
final class MemoryTrend {
    static final Duration WARM_UP = Duration.ofMinutes(10);
    /** How far back the slope is measured, and how far ahead it is drawn. */
    static final Duration WINDOW = Duration.ofMinutes(10);

    private record Reading(long atNanos, long bytes) {}

    private final Deque<Reading> readings = new ArrayDeque<>();
    private long warm = -1;

    /**
     * Adds a reading.
     *
     * @param ageNanos of the process
     * @param bytes its memory
     */
    void add(long ageNanos, long bytes) {
        if (ageNanos < WARM_UP.toNanos()) {
            return;
        }
        if (warm < 0) {
            warm = bytes;
        }
        readings.addLast(new Reading(ageNanos, bytes));
        while (ageNanos - readings.element().atNanos > WINDOW.toNanos()) {
            readings.removeFirst();
        }
    }

    /** Returns whether it has grown by more than {@code most} bytes since it was warm, or soon will have. */
    boolean exceeds(long most) {
        if (readings.isEmpty()) {
            return false;
        }
        long grown = readings.getLast().bytes - warm;
        double soon = isLongEnough() ? Math.max(0, slope()) * WINDOW.toNanos() : 0;
        return grown + soon > most;
    }

    private boolean isLongEnough() {
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
