package dev.roomscribe.recognition.worker;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The threads that wait for workers to start; a start blocks its thread. Thread-safe. */
final class StartThreads implements WorkerLauncher.Scheduler {
    private static final Duration SHUTDOWN_WAIT = Duration.ofSeconds(3);

    private final ScheduledExecutorService threads;

    /** @param count how many workers can start at the same time */
    StartThreads(int count) {
        threads = Executors.newScheduledThreadPool(count, SupervisorThread.threadFactory("start"));
    }

    @Override
    public void schedule(Duration delay, Runnable start) {
        try {
            var unused = threads.schedule(start, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Shut down in the meantime.
        }
    }

    /** Begins no more starts, interrupts those in progress, which ends their processes, and waits up to 3 s for that. */
    void shutdown() {
        threads.shutdownNow();
        try {
            var unused = threads.awaitTermination(SHUTDOWN_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
