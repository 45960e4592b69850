package dev.roomscribe.recognition.worker;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The threads that wait for workers to start; a start blocks its thread. Thread-safe. */
final class StartThreads implements WorkerLauncher.Scheduler {
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

    /** Begins no more starts; starts in progress are not interrupted. */
    void shutdown() {
        threads.shutdown();
    }
}
