package dev.roomscribe.transcript.export;

import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.function.ToDoubleFunction;

/**
 * Puts what was said in the order in which it began. It comes in the order in which it was settled, which is nearly the
 * same, so a bounded number of things is held back; one that comes later than that stays where it comes.
 */
final class ReorderBuffer<T> implements Iterator<T> {
    /** Minutes of a room in which many talk at once and some are decoded late. */
    static final int HELD_BACK = 1_024;

    private record Held<T>(T thing, double time, long number) {}

    private final Iterator<? extends T> source;
    private final ToDoubleFunction<T> time;
    private final PriorityQueue<Held<T>> held =
            new PriorityQueue<>(Comparator.<Held<T>>comparingDouble(Held::time).thenComparingLong(Held::number));
    private long number;

    ReorderBuffer(Iterator<? extends T> source, ToDoubleFunction<T> time) {
        this.source = source;
        this.time = time;
    }

    @Override
    public boolean hasNext() {
        return !held.isEmpty() || source.hasNext();
    }

    @Override
    public T next() {
        while (held.size() < HELD_BACK && source.hasNext()) {
            T thing = source.next();
            held.add(new Held<>(thing, time.applyAsDouble(thing), number++));
        }
        Held<T> first = held.poll();
        if (first == null) {
            throw new NoSuchElementException();
        }
        return first.thing();
    }
}
