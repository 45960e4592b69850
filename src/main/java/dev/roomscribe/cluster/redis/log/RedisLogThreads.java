package dev.roomscribe.cluster.redis.log;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads: one changes the logs, two parse what was read, and one uses files. */
final class RedisLogThreads implements LogThreads {
    private static final System.Logger LOG = System.getLogger(RedisLogThreads.class.getName());
    private static final int READERS = 2;
    private static final int CLOSE_TIMEOUT_MS = 5_000;

    private final ScheduledThreadPoolExecutor logs = pool(1, "transcript-redis");
    private final ScheduledThreadPoolExecutor readers = pool(READERS, "transcript-redis-reader");
    private final ScheduledThreadPoolExecutor files = pool(1, "transcript-spool");

    private static ScheduledThreadPoolExecutor pool(int threads, String name) {
        AtomicInteger count = new AtomicInteger();
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(threads, task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return pool;
    }

    @Override
    public void execute(Runnable task) {
        submit(logs, task);
    }

    @Override
    public Executor readers() {
        return task -> submit(readers, task);
    }

    @Override
    public Executor files() {
        return task -> submit(files, task);
    }

    private static void submit(ExecutorService pool, Runnable task) {
        try {
            pool.execute(() -> runLogged(task));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "The transcripts in Redis are closed", e);
        }
    }

    @Override
    public void executeLater(Duration delay, Runnable task) {
        try {
            var unused = logs.schedule(() -> runLogged(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "The transcripts in Redis are closed", e);
        }
    }

    @Override
    public void repeat(Duration pause, Runnable task) {
        var unused = logs.scheduleWithFixedDelay(
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
    public void close() {
        // In this order, because the logs use the files.
        close(logs);
        close(files);
        readers.shutdown();
    }

    private static void close(ExecutorService pool) {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "A thread of the transcripts in Redis has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
