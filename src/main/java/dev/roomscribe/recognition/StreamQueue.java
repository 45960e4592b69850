package dev.roomscribe.recognition;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a stream's decoder: samples, holes where samples were given up, and requests, in their order.
 *
 * <p>Samples leave it in batches of one size, whatever size they came in, so that the same audio always meets the
 * decoder in the same pieces and gives the same text. Not thread-safe: its stream locks it.
 */
final class StreamQueue {
    /** The next thing to do. */
    sealed interface Step {}

    /** Decode the first {@code count} samples of the batch, which has been whole since {@code queuedNanos}. */
    record Decode(int count, long queuedNanos) implements Step {}

    /** The samples from {@code from} up to {@code to} were given up. */
    record Skip(long from, long to) implements Step {}

    /** End the utterance. */
    record End(EndReason reason, boolean close, CompletableFuture<Void> done) implements Step {}

    private static final class Samples {
        final short[] data;
        final long queuedNanos;
        int read;

        Samples(short[] data, long queuedNanos) {
            this.data = data;
            this.queuedNanos = queuedNanos;
        }

        int left() {
            return data.length - read;
        }
    }

    /** Holds {@link Samples} and every {@link Step} but {@link Decode}. */
    private final Deque<Object> items = new ArrayDeque<>();

    private final long limit;
    private int steps;
    private long waiting;
    private long next;

    /** Creates a queue that holds at most {@code limit} samples. */
    StreamQueue(long limit) {
        this.limit = limit;
    }

    /** Returns how many samples wait. */
    long waiting() {
        return waiting;
    }

    void push(short[] samples, long nowNanos) {
        if (samples.length == 0) {
            return;
        }
        items.addLast(new Samples(samples, nowNanos));
        waiting += samples.length;
        while (waiting > limit) {
            giveUpOldest(waiting - limit);
        }
    }

    void end(EndReason reason, boolean close, CompletableFuture<Void> done) {
        items.addLast(new End(reason, close, done));
        steps++;
    }

    /** Returns whether {@link #poll} has a step for a batch of {@code size}. */
    boolean ready(int size) {
        return waiting >= size || steps > 0;
    }

    /** Returns the next step, having filled {@code batch} if it is to decode; null while there is too little. */
    @Nullable
    Step poll(short[] batch) {
        if (!ready(batch.length)) {
            return null;
        }
        if (items.peekFirst() instanceof Step) {
            Step step = (Step) items.removeFirst();
            steps--;
            if (step instanceof Skip skip) {
                next = skip.to;
            }
            return step;
        }
        int count = 0;
        long queuedNanos = 0;
        while (count < batch.length && items.peekFirst() instanceof Samples samples) {
            queuedNanos = samples.queuedNanos;
            int take = Math.min(samples.left(), batch.length - count);
            System.arraycopy(samples.data, samples.read, batch, count, take);
            samples.read += take;
            count += take;
            if (samples.left() == 0) {
                items.removeFirst();
            }
        }
        waiting -= count;
        next += count;
        return new Decode(count, queuedNanos);
    }

    private void giveUpOldest(long excess) {
        Deque<Step> ahead = new ArrayDeque<>();
        long position = next;
        while (items.peekFirst() instanceof Step step) {
            ahead.addLast(step);
            items.removeFirst();
            position = step instanceof Skip skip ? skip.to : position;
        }
        Samples oldest = (Samples) items.element();
        int lost = (int) Math.min(excess, oldest.left());
        oldest.read += lost;
        if (oldest.left() == 0) {
            items.removeFirst();
        }
        waiting -= lost;
        if (ahead.peekLast() instanceof Skip skip) {
            ahead.removeLast();
            items.addFirst(new Skip(skip.from, position + lost));
        } else {
            items.addFirst(new Skip(position, position + lost));
            steps++;
        }
        while (!ahead.isEmpty()) {
            items.addFirst(ahead.removeLast());
        }
    }
}
