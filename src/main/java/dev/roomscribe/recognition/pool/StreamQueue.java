package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.EndReason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The queued input of a stream: samples, skipped intervals and requests, in order.
 *
 * <p>Samples leave the queue in batches of one size, whatever the size in which they were pushed, so that a decoder gets
 * the same audio always in the same batches and returns the same text. Not thread-safe: the stream locks its queue.
 */
final class StreamQueue {
    /** The next thing that a stream has to do. */
    sealed interface Step {}

    /** Decode the first {@code count} samples of the batch; its last sample was queued at {@code queuedNanos}. */
    record Decode(int count, long queuedNanos) implements Step {}

    /**
     * Skip the samples from {@code fromSample} up to {@code toSample}, which are not in the queue.
     *
     * @param dropped true if the queue was too long and they are lost, false if they contain no speech
     */
    record Skip(long fromSample, long toSample, boolean dropped) implements Step {}

    /** End the utterance, and the stream if {@code closesStream}. */
    record End(EndReason reason, boolean closesStream, CompletableFuture<Void> done) implements Step {}

    private static final class Samples {
        final short[] data;
        final long queuedNanos;
        int read;

        Samples(short[] data, long queuedNanos) {
            this.data = data;
            this.queuedNanos = queuedNanos;
        }

        int remaining() {
            return data.length - read;
        }
    }

    /** A skip of 10 s is carried out even if no audio follows. */
    private static final long LONG_SKIP_SAMPLES = 10 * AudioFormat.SAMPLE_RATE;

    private final long maxSamples;

    /** Contains {@link Samples}, and every kind of {@link Step} except {@link Decode}. */
    private final Deque<Object> items = new ArrayDeque<>();

    /** How many queued steps must be carried out even if no audio follows. */
    private int urgentSteps;

    private long queuedSamples;
    /** How many of the queued samples are queued again after a decoder was lost. */
    private long replayedSamples;
    /** The stream's sample that is polled next. */
    private long nextPolled;
    /** The stream's sample that is pushed next. */
    private long nextPushed;

    /** Creates a queue that contains at most {@code maxSamples}, not counting those that are replayed. */
    StreamQueue(long maxSamples) {
        this.maxSamples = maxSamples;
    }

    long queuedSamples() {
        return queuedSamples;
    }

    /** Returns when the oldest queued samples were queued, or {@code defaultNanos} if there are none. */
    long oldestQueuedNanos(long defaultNanos) {
        for (Object item : items) {
            if (item instanceof Samples samples) {
                return samples.queuedNanos;
            }
        }
        return defaultNanos;
    }

    /** Adds samples, and drops the oldest if there are too many. */
    void push(short[] samples, long nowNanos) {
        if (samples.length == 0) {
            return;
        }
        items.addLast(new Samples(samples, nowNanos));
        queuedSamples += samples.length;
        nextPushed += samples.length;
        while (queuedSamples - replayedSamples > maxSamples) {
            dropOldest(queuedSamples - replayedSamples - maxSamples);
        }
    }

    /** Skips the next {@code count} samples, which contain no speech. */
    void skip(long count) {
        long from = nextPushed;
        nextPushed += count;
        if (items.peekLast() instanceof Skip last && !last.dropped) {
            items.removeLast();
            from = last.fromSample;
        }
        items.addLast(new Skip(from, nextPushed, false));
    }

    /** Requests the end of the utterance after all samples pushed so far. */
    void end(EndReason reason, boolean closesStream, CompletableFuture<Void> done) {
        items.addLast(new End(reason, closesStream, done));
        urgentSteps++;
    }

    /** Puts a step that could not be carried out back to the front. */
    void restore(Step step) {
        items.addFirst(step);
        urgentSteps += isUrgent(step) ? 1 : 0;
        nextPolled = step instanceof Skip skip ? skip.fromSample : nextPolled;
    }

    /** Puts samples that must be decoded again to the front; the first of them is {@code start}. */
    void replay(Deque<ReplayBuffer.Piece> pieces, long start, long length) {
        Iterator<ReplayBuffer.Piece> newestFirst = pieces.descendingIterator();
        while (newestFirst.hasNext()) {
            ReplayBuffer.Piece piece = newestFirst.next();
            items.addFirst(new Samples(piece.samples(), piece.queuedNanos()));
        }
        queuedSamples += length;
        replayedSamples += length;
        nextPolled = start;
    }

    /** Returns whether {@link #poll} returns a step for batches of {@code batchSize}. */
    boolean hasStep(int batchSize) {
        return queuedSamples >= batchSize || urgentSteps > 0 || isLongSkip(items.peekFirst());
    }

    /** Removes and returns the next step, and fills {@code batch} if it is to decode; null if no step is due. */
    @Nullable
    Step poll(short[] batch) {
        if (!hasStep(batch.length)) {
            return null;
        }
        if (items.peekFirst() instanceof Step) {
            Step step = (Step) items.removeFirst();
            urgentSteps -= isUrgent(step) ? 1 : 0;
            nextPolled = step instanceof Skip skip ? skip.toSample : nextPolled;
            return step;
        }
        int count = 0;
        long queuedNanos = 0;
        while (count < batch.length && items.peekFirst() instanceof Samples samples) {
            queuedNanos = samples.queuedNanos;
            int read = Math.min(samples.remaining(), batch.length - count);
            System.arraycopy(samples.data, samples.read, batch, count, read);
            samples.read += read;
            count += read;
            if (samples.remaining() == 0) {
                items.removeFirst();
            }
        }
        queuedSamples -= count;
        replayedSamples = Math.max(0, replayedSamples - count);
        nextPolled += count;
        return new Decode(count, queuedNanos);
    }

    private static boolean isLongSkip(@Nullable Object item) {
        return item instanceof Skip skip && skip.toSample - skip.fromSample >= LONG_SKIP_SAMPLES;
    }

    private static boolean isUrgent(Step step) {
        return !(step instanceof Skip skip) || skip.dropped;
    }

    private void dropOldest(long excess) {
        Deque<Step> stepsBefore = new ArrayDeque<>();
        long position = nextPolled;
        while (items.peekFirst() instanceof Step step) {
            stepsBefore.addLast(step);
            items.removeFirst();
            position = step instanceof Skip skip ? skip.toSample : position;
        }
        Samples oldest = (Samples) items.element();
        int dropped = (int) Math.min(excess, oldest.remaining());
        oldest.read += dropped;
        if (oldest.remaining() == 0) {
            items.removeFirst();
        }
        queuedSamples -= dropped;
        if (stepsBefore.peekLast() instanceof Skip skip && skip.dropped) {
            stepsBefore.removeLast();
            items.addFirst(new Skip(skip.fromSample, position + dropped, true));
        } else {
            items.addFirst(new Skip(position, position + dropped, true));
            urgentSteps++;
        }
        while (!stepsBefore.isEmpty()) {
            items.addFirst(stepsBefore.removeLast());
        }
    }
}
