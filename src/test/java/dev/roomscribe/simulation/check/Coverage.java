package dev.roomscribe.simulation.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A set of intervals of time, in nanoseconds. */
final class Coverage {
    /** Times of events have whole milliseconds. */
    private static final long ROUNDING = 2_000_000;

    record Interval(long from, long to) {}

    private final List<Interval> intervals = new ArrayList<>();
    private boolean sorted = true;

    void add(long from, long to) {
        intervals.add(new Interval(from, to));
        sorted = false;
    }

    void copyTo(Coverage other) {
        intervals.forEach(interval -> other.add(interval.from, interval.to));
    }

    /** Returns whether all of an interval is covered. */
    boolean covers(long from, long to) {
        sort();
        long covered = from;
        for (Interval interval : intervals) {
            if (interval.from <= covered + ROUNDING && interval.to > covered) {
                covered = interval.to;
            }
        }
        return covered + ROUNDING >= to;
    }

    /** Returns whether a part of an interval is covered. */
    boolean overlaps(long from, long to) {
        return intervals.stream().anyMatch(interval -> interval.from < to && interval.to > from);
    }

    private void sort() {
        if (!sorted) {
            intervals.sort(Comparator.comparingLong(Interval::from));
            sorted = true;
        }
    }
}
