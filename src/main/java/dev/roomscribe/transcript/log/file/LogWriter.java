package dev.roomscribe.transcript.log.file;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * The thread that writes the logs of all rooms, in the order of submission. It takes the steps that are queued as one
 * batch: writes all of them, syncs once, then publishes.
 */
final class LogWriter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LogWriter.class.getName());
    private static final int MAX_BATCH = 256;
    private static final int CLOSE_TIMEOUT_MS = 10_000;

    private final BlockingQueue<Supplier<Runnable>> steps = new LinkedBlockingQueue<>();
    private final Runnable sync;
    private final Thread thread = new Thread(this::run, "transcript-writer");
    private volatile boolean closing;

    /** @param sync called after a batch was written and before it is published */
    LogWriter(Runnable sync) {
        this.sync = sync;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Queues a step that writes. The task that it returns publishes what was written and runs after the sync. The queue is
     * unbounded: each log limits the steps that it submits.
     */
    void submit(Supplier<Runnable> step) {
        steps.add(step);
    }

    private void run() {
        List<Supplier<Runnable>> batch = new ArrayList<>();
        while (!closing || !steps.isEmpty()) {
            try {
                batch.add(steps.take());
                steps.drainTo(batch, MAX_BATCH - 1);
                List<Runnable> publications =
                        batch.stream().map(LogWriter::write).toList();
                runLogged(sync);
                publications.forEach(LogWriter::runLogged);
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.WARNING, "The transcript writer was interrupted and continues", e);
            } finally {
                batch.clear();
            }
        }
    }

    private static Runnable write(Supplier<Runnable> step) {
        try {
            return step.get();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Writing a transcript failed", e);
            return () -> {};
        }
    }

    /** A failure in one room must not end the thread that all rooms share. */
    private static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Publishing an event of a transcript failed", e);
        }
    }

    /** Writes what was submitted before and ends the thread. Waits up to 10 s. */
    @Override
    public void close() {
        submit(() -> {
            closing = true;
            return () -> {};
        });
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
