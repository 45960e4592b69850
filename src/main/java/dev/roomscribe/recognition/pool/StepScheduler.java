package dev.roomscribe.recognition.pool;

import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the steps of all streams on a fixed number of named threads. Thread-safe.
 *
 * <p>Its queue is bounded by the number of streams, because a stream is scheduled at most once.
 */
final class StepScheduler {
    /** The stream whose audio has waited longest runs first, so that a stream that is behind catches up. */
    private static final Comparator<Runnable> LONGEST_WAIT_FIRST = (one, other) ->
            Long.signum(((DecodingStream) one).scheduledSince() - ((DecodingStream) other).scheduledSince());

    private final ExecutorService threads;

    StepScheduler(int count) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>(64, LONGEST_WAIT_FIRST), task -> {
                    Thread thread = new Thread(task, "decoder-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Runs one step of a stream as soon as a thread is free. */
    void schedule(DecodingStream stream) {
        threads.execute(stream);
    }

    /** Stops after the scheduled steps; returns whether they ended within {@code timeout}. */
    boolean stop(Duration timeout) throws InterruptedException {
        threads.shutdown();
        return threads.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
