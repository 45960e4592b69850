package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.EndReason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a stream's decoder: samples, stretches without samples, and requests, in their order.
 *
 * <p>Samples leave it in batches of one size, whatever size they came in, so that the same audio always meets the
 * decoder in the same pieces and gives the same text. Not thread-safe: its stream locks it.
 */
final class StreamQueue {
    /** The next thing to do. */
    sealed interface Step {}

    /** Decode the first {@code count} samples of the batch, which has been whole since {@code queuedNanos}. */
    record Decode(int count, long queuedNanos) implements Step {}

    /** There are no samples from {@code from} up to {@code to}: they were given up, or nobody spoke. */
    record Skip(long from, long to, boolean givenUp) implements Step {}

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

    /** 10 s. */
    private static final long LONG_SILENCE_SAMPLES = 160_000;

    private final long limit;
    /** Steps that are to be taken even if nothing follows them. */
    private int urgent;

    private long waiting;
    /** How many of those that wait have been decoded before. */
    private long takenBack;
    /** The sample that is polled next. */
    private long next;
    /** The sample that is pushed next. */
    private long end;

    /** Creates a queue that holds at most {@code limit} samples besides those that were taken back. */
    StreamQueue(long limit) {
        this.limit = limit;
    }

    /** Returns how many samples wait. */
    long waiting() {
        return waiting;
    }

    /** Returns since when the oldest samples have waited; {@code otherwise} if none do. */
    long oldestNanos(long otherwise) {
        for (Object item : items) {
            if (item instanceof Samples samples) {
                return samples.queuedNanos;
            }
        }
        return otherwise;
    }

    void push(short[] samples, long nowNanos) {
        if (samples.length == 0) {
            return;
        }
        items.addLast(new Samples(samples, nowNanos));
        waiting += samples.length;
        end += samples.length;
        while (waiting - takenBack > limit) {
            giveUpOldest(waiting - takenBack - limit);
        }
    }

    /** Notes that nobody speaks in the next {@code count} samples; drives nothing out until it is long. */
    void skip(long count) {
        long from = end;
        end += count;
        if (items.peekLast() instanceof Skip silence && !silence.givenUp) {
            items.removeLast();
            from = silence.from;
        }
        items.addLast(new Skip(from, end, false));
    }

    void end(EndReason reason, boolean close, CompletableFuture<Void> done) {
        items.addLast(new End(reason, close, done));
        urgent++;
    }

    /** Puts a step back that could not be taken. */
    void takeBack(Step step) {
        items.addFirst(step);
        urgent += isUrgent(step) ? 1 : 0;
        next = step instanceof Skip skip ? skip.from : next;
    }

    /** Puts samples back in front of all else, the first of which is {@code start}. */
    void takeBack(Deque<ReplayBuffer.Piece> pieces, long start, long length) {
        Iterator<ReplayBuffer.Piece> newestFirst = pieces.descendingIterator();
        while (newestFirst.hasNext()) {
            ReplayBuffer.Piece piece = newestFirst.next();
            items.addFirst(new Samples(piece.samples(), piece.queuedNanos()));
        }
        waiting += length;
        takenBack += length;
        next = start;
    }

    /** Returns whether {@link #poll} has a step for a batch of {@code size}. */
    boolean ready(int size) {
        return waiting >= size || urgent > 0 || isLongSilence(items.peekFirst());
    }

    /** Returns the next step, having filled {@code batch} if it is to decode; null while there is too little. */
    @Nullable
    Step poll(short[] batch) {
        if (!ready(batch.length)) {
            return null;
        }
        if (items.peekFirst() instanceof Step) {
            Step step = (Step) items.removeFirst();
            urgent -= isUrgent(step) ? 1 : 0;
            next = step instanceof Skip skip ? skip.to : next;
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
        takenBack = Math.max(0, takenBack - count);
        next += count;
        return new Decode(count, queuedNanos);
    }

    private static boolean isLongSilence(@Nullable Object item) {
        return item instanceof Skip skip && skip.to - skip.from >= LONG_SILENCE_SAMPLES;
    }

    private static boolean isUrgent(Step step) {
        return !(step instanceof Skip skip) || skip.givenUp;
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
        if (ahead.peekLast() instanceof Skip skip && skip.givenUp) {
            ahead.removeLast();
            items.addFirst(new Skip(skip.from, position + lost, true));
        } else {
            items.addFirst(new Skip(position, position + lost, true));
            urgent++;
        }
        while (!ahead.isEmpty()) {
            items.addFirst(ahead.removeLast());
        }
    }
}
