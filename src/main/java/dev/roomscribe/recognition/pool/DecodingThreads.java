package dev.roomscribe.recognition.pool;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A fixed number of named threads that run steps. Thread-safe. */
final class DecodingThreads implements Executor {
    private final ExecutorService threads;

    DecodingThreads(int count) {
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "decoder-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @throws java.util.concurrent.RejectedExecutionException after {@link #stop} */
    @Override
    public void execute(Runnable step) {
        threads.execute(step);
    }

    /** Stops after the scheduled steps; returns whether they ended within {@code timeout}. */
    boolean stop(Duration timeout) throws InterruptedException {
        threads.shutdown();
        return threads.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
