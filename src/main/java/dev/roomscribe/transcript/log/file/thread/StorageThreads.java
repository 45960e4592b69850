package dev.roomscribe.transcript.log.file.thread;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads: one writes, two read, and one forces what was written to disk, which can take long. */
public final class StorageThreads implements StorageExecutors {
    private static final System.Logger LOG = System.getLogger(StorageThreads.class.getName());
    private static final int READERS = 2;
    private static final int CLOSE_TIMEOUT_MS = 10_000;

    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> thread(task, "transcript-writer"));
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, numbered("transcript-reader-"));
    private final ScheduledExecutorService maintenance =
            Executors.newSingleThreadScheduledExecutor(numbered("transcript-sync-"));

    private static ThreadFactory numbered(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> thread(task, prefix + count.incrementAndGet());
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Executor writer() {
        return writer;
    }

    @Override
    public Executor readers() {
        return readers;
    }

    @Override
    public Executor maintenance() {
        return maintenance;
    }

    @Override
    public void repeat(Duration pause, Runnable task) {
        var unused =
                maintenance.scheduleWithFixedDelay(task, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits up to 10 s for the writer. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "The disk does not respond: events of transcripts that were not written yet are lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        maintenance.shutdownNow();
        readers.shutdown();
    }
}
