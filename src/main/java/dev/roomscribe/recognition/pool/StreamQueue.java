package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.EndReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
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

    /** End the utterance, and the stream if {@code closesStream}; {@code cutOff} if the audio ends within speech. */
    record End(EndReason reason, boolean closesStream, boolean cutOff, CompletableFuture<Void> done) implements Step {}

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

    private final int batchSize;
    private final long maxSamples;
    private final long maxNanos;

    /** Contains {@link Samples}, and every kind of {@link Step} except {@link Decode}. */
    private final Deque<Object> items = new ArrayDeque<>();

    /** How many queued steps must be carried out even if no audio follows. */
    private int urgentSteps;

    /** How many of them are {@link End}s. */
    private int ends;

    private long queuedSamples;
    /** How many of the queued samples are queued again after a decoder was lost. */
    private long replayedSamples;
    /** When they were queued again. */
    private long replayedNanos;
    /** The stream's sample that is polled next. */
    private long nextPolled;
    /** The stream's sample that is pushed next. */
    private long nextPushed;
    /** Since when there has always been a step. */
    private long dueSinceNanos;

    /**
     * Creates an empty queue.
     *
     * @param batchSize how many samples are polled together
     * @param maxSamples how many samples may be queued, not counting those that are replayed
     * @param maxNanos how long the oldest of them may wait, whether speech or silence is queued behind them
     */
    StreamQueue(int batchSize, long maxSamples, long maxNanos) {
        this.batchSize = batchSize;
        this.maxSamples = maxSamples;
        this.maxNanos = maxNanos;
    }

    long queuedSamples() {
        return queuedSamples;
    }

    /** Returns the stream's sample that is polled next. */
    long position() {
        return nextPolled;
    }

    /** Returns when the oldest queued samples were queued, or {@code defaultNanos} if there are none. */
    long oldestQueuedNanos(long defaultNanos) {
        Samples oldest = oldestSamples();
        return oldest == null ? defaultNanos : oldest.queuedNanos;
    }

    /**
     * Returns how long the oldest queued samples have waited for a thread. While skipped silence is queued behind them,
     * they wait as well, so this may exceed the duration of the queued samples. Samples that must be decoded again were
     * queued long ago, and wait since then for the second time.
     */
    long lagNanos(long nowNanos) {
        Samples oldest = oldestSamples();
        // What waits for more audio, and not for a thread, does not lag.
        if (oldest == null || !hasStep()) {
            return 0;
        }
        long sinceQueued = nowNanos - (replayedSamples > 0 ? replayedNanos : oldest.queuedNanos);
        return Math.min(sinceQueued, nowNanos - dueSinceNanos);
    }

    /** Returns whether at most {@code maxSamples} are queued before the next end of an utterance. */
    boolean isNearEnd(long maxSamples) {
        if (ends == 0) {
            return false;
        }
        long before = 0;
        for (Object item : items) {
            if (item instanceof End) {
                return true;
            }
            before += item instanceof Samples samples ? samples.remaining() : 0;
            if (before > maxSamples) {
                return false;
            }
        }
        return false;
    }

    /** Adds samples; drops the oldest if there are too many, or if they have waited for too long. */
    void push(short[] samples, long nowNanos) {
        if (samples.length == 0) {
            return;
        }
        boolean wasDue = hasStep();
        items.addLast(new Samples(samples, nowNanos));
        queuedSamples += samples.length;
        nextPushed += samples.length;
        dueSinceNanos = wasDue ? dueSinceNanos : nowNanos;
        while (queuedSamples - replayedSamples > maxSamples) {
            dropOldest(queuedSamples - replayedSamples - maxSamples);
        }
        dropTooOld(nowNanos);
    }

    /** Skips the next {@code count} samples, which contain no speech; drops samples that have waited for too long. */
    void skip(long count, long nowNanos) {
        boolean wasDue = hasStep();
        Skip added = new Skip(nextPushed, nextPushed + count, false);
        if (items.peekLast() instanceof Skip last && !last.dropped) {
            items.removeLast();
            added = new Skip(last.fromSample, added.toSample, false);
        }
        items.addLast(added);
        nextPushed = added.toSample;
        dueSinceNanos = wasDue ? dueSinceNanos : nowNanos;
        dropTooOld(nowNanos);
    }

    /** Requests the end of the utterance after all samples pushed so far. */
    void end(End end, long nowNanos) {
        dueSinceNanos = hasStep() ? dueSinceNanos : nowNanos;
        items.addLast(end);
        urgentSteps++;
        ends++;
    }

    /** Puts a step that could not be carried out back to the front. */
    void restore(Step step) {
        items.addFirst(step);
        urgentSteps += isUrgent(step) ? 1 : 0;
        ends += step instanceof End ? 1 : 0;
        nextPolled = step instanceof Skip skip ? skip.fromSample : nextPolled;
    }

    /** Puts samples that must be decoded again to the front; the first of them is {@code start}. */
    void replay(Deque<ReplayBuffer.Piece> pieces, long start, long length, long nowNanos) {
        dueSinceNanos = hasStep() ? dueSinceNanos : nowNanos;
        replayedNanos = nowNanos;
        Iterator<ReplayBuffer.Piece> newestFirst = pieces.descendingIterator();
        while (newestFirst.hasNext()) {
            ReplayBuffer.Piece piece = newestFirst.next();
            items.addFirst(new Samples(piece.samples(), piece.queuedNanos()));
        }
        queuedSamples += length;
        replayedSamples += length;
        nextPolled = start;
    }

    /** Removes everything; returns what the removed requests complete. */
    List<CompletableFuture<Void>> clear() {
        List<CompletableFuture<Void>> removed = new ArrayList<>();
        for (Object item : items) {
            if (item instanceof End end) {
                removed.add(end.done);
            }
        }
        items.clear();
        urgentSteps = 0;
        ends = 0;
        queuedSamples = 0;
        replayedSamples = 0;
        nextPolled = nextPushed;
        return removed;
    }

    /** Returns whether {@link #poll} returns a step. */
    boolean hasStep() {
        return queuedSamples >= batchSize || urgentSteps > 0 || isLongSkip(items.peekFirst());
    }

    /**
     * Removes and returns the next step, and fills {@code batch} if it is to decode; null if no step is due. Samples that
     * have waited for too long are not decoded.
     */
    @Nullable
    Step poll(short[] batch, long nowNanos) {
        dropTooOld(nowNanos);
        if (!hasStep()) {
            return null;
        }
        if (items.peekFirst() instanceof Step) {
            Step step = (Step) items.removeFirst();
            urgentSteps -= isUrgent(step) ? 1 : 0;
            ends -= step instanceof End ? 1 : 0;
            nextPolled = step instanceof Skip skip ? skip.toSample : nextPolled;
            return step;
        }
        int count = 0;
        long queuedNanos = 0;
        while (count < batchSize && items.peekFirst() instanceof Samples samples) {
            queuedNanos = samples.queuedNanos;
            int read = Math.min(samples.remaining(), batchSize - count);
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

    private @Nullable Samples oldestSamples() {
        for (Object item : items) {
            if (item instanceof Samples samples) {
                return samples;
            }
        }
        return null;
    }

    /** Drops samples that have waited for too long. */
    void dropTooOld(long nowNanos) {
        while (lagNanos(nowNanos) > maxNanos) {
            replayedSamples = Math.max(0, replayedSamples - dropOldest(Long.MAX_VALUE));
        }
    }

    /** Drops up to {@code excess} of the oldest samples that were pushed together; returns how many. */
    private int dropOldest(long excess) {
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
        return dropped;
    }
}
