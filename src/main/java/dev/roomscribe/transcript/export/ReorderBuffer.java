package dev.roomscribe.transcript.export;

import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.function.ToDoubleFunction;

/**
 * Sorts items by start. They arrive in the order of the log, in which utterances became final, so nearly sorted: a
 * bounded number of items is held back. An item that arrives later than that keeps its place.
 */
final class ReorderBuffer<T> implements Iterator<T> {
    /** Several minutes of a room in which many peers talk at the same time and some audio is decoded late. */
    static final int MAX_HELD = 1_024;

    private record Held<T>(T item, double start, long number) {}

    private final Iterator<? extends T> source;
    private final ToDoubleFunction<T> start;
    private final PriorityQueue<Held<T>> held =
            new PriorityQueue<>(Comparator.<Held<T>>comparingDouble(Held::start).thenComparingLong(Held::number));
    private long number;

    ReorderBuffer(Iterator<? extends T> source, ToDoubleFunction<T> start) {
        this.source = source;
        this.start = start;
    }

    @Override
    public boolean hasNext() {
        return !held.isEmpty() || source.hasNext();
    }

    @Override
    public T next() {
        while (held.size() < MAX_HELD && source.hasNext()) {
            T item = source.next();
            held.add(new Held<>(item, start.applyAsDouble(item), number++));
        }
        Held<T> first = held.poll();
        if (first == null) {
            throw new NoSuchElementException();
        }
        return first.item();
    }
}
