package dev.roomscribe.recognition.pool;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of all streams on an executor, the most urgent first. Thread-safe.
 *
 * <p>The stream whose audio has waited longest runs first, so that a stream that is behind catches up. A stream that is
 * about to deliver a final counts as if its audio had waited one second longer: finals go before partials, and other
 * streams wait at most that second longer.
 *
 * <p>Its queue and the executor's are bounded by the number of streams, because a stream is scheduled at most once.
 */
final class StepScheduler {
    private static final long FINAL_BONUS_NANOS = 1_000_000_000;

    /**
     * @param since when its audio was queued, moved by the bonus
     * @param number the order of scheduling, so that the order of execution is always the same
     */
    private record Entry(DecodingStream stream, long since, long number) {}

    private static final Comparator<Entry> LONGEST_WAIT_FIRST = (one, other) ->
            one.since == other.since ? Long.compare(one.number, other.number) : Long.signum(one.since - other.since);

    private final Executor executor;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>(64, LONGEST_WAIT_FIRST);
    private long scheduled;

    StepScheduler(Executor executor) {
        this.executor = executor;
    }

    /**
     * Runs one step of a stream as soon as the executor can; never if the executor has been shut down.
     *
     * @param sinceNanos when its oldest queued audio was queued
     * @param nearFinal whether the end of an utterance is among its next steps
     */
    void schedule(DecodingStream stream, long sinceNanos, boolean nearFinal) {
        add(stream, sinceNanos, nearFinal);
        try {
            executor.execute(this::runNext);
        } catch (RejectedExecutionException e) {
            remove(stream);
        }
    }

    /** Applies the bonus to a stream that was scheduled before the end of its utterance was requested. */
    void advance(DecodingStream stream, long sinceNanos) {
        synchronized (entries) {
            if (remove(stream)) {
                add(stream, sinceNanos, true);
            }
        }
    }

    /** Runs steps on the calling thread until none is scheduled. */
    void runAll() {
        while (runNext()) {
            // The next step may have been scheduled by this one.
        }
    }

    private boolean runNext() {
        Entry next = poll();
        if (next == null) {
            return false;
        }
        next.stream.runStep();
        return true;
    }

    private void add(DecodingStream stream, long sinceNanos, boolean nearFinal) {
        synchronized (entries) {
            entries.add(new Entry(stream, sinceNanos - (nearFinal ? FINAL_BONUS_NANOS : 0), scheduled++));
        }
    }

    private boolean remove(DecodingStream stream) {
        synchronized (entries) {
            return entries.removeIf(entry -> entry.stream == stream);
        }
    }

    private @Nullable Entry poll() {
        synchronized (entries) {
            return entries.poll();
        }
    }
}
