package dev.roomscribe.simulation.check;

import java.util.Arrays;

/** How far the times of words are off, over many simulations. Thread-safe. */
public final class TimeErrors {
    private double[] millis = new double[1 << 16];
    private int count;
    private int undetermined;

    synchronized void add(double errorMillis) {
        if (count == millis.length) {
            millis = Arrays.copyOf(millis, 2 * count);
        }
        millis[count++] = Math.abs(errorMillis);
    }

    synchronized void addUndetermined() {
        undetermined++;
    }

    /** Returns the error that a share of the words does not exceed, in milliseconds. */
    public synchronized double percentile(double share) {
        double[] sorted = Arrays.copyOf(millis, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[(int) Math.min(count - 1, Math.floor(share * count))];
    }

    @Override
    public synchronized String toString() {
        return "%d words, time error p50 %.0f ms, p99 %.0f ms, max %.0f ms; %d words whose time cannot be known"
                .formatted(count, percentile(0.5), percentile(0.99), percentile(1), undetermined);
    }
}
