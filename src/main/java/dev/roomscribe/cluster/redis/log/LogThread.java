package dev.roomscribe.cluster.redis.log;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread that changes all logs, and two that read. What a task throws is logged, and the tasks after it run. */
final class LogThread implements LogThreads {
    private static final int READERS = 2;
    private static final System.Logger LOG = System.getLogger(LogThread.class.getName());
    private static final int CLOSE_TIMEOUT_MS = 5_000;

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
        Thread created = new Thread(task, "transcript-redis");
        created.setDaemon(true);
        return created;
    });

    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, task -> {
        Thread created = new Thread(task, "transcript-redis-reader");
        created.setDaemon(true);
        return created;
    });

    LogThread() {
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        try {
            thread.execute(() -> runLogged(task));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "The logs are closed", e);
        }
    }

    @Override
    public void executeLater(Duration delay, Runnable task) {
        try {
            var unused = thread.schedule(() -> runLogged(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "The logs are closed", e);
        }
    }

    @Override
    public void repeat(Duration pause, Runnable task) {
        var unused = thread.scheduleWithFixedDelay(
                () -> runLogged(task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "A task of a transcript in Redis failed", e);
        }
    }

    @Override
    public Executor readers() {
        return readers;
    }

    @Override
    public void close() {
        readers.shutdown();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "The thread of the transcripts in Redis has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
