package dev.roomscribe.transcript.log.file;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * The one thread that writes the logs of all rooms, in the order in which it is asked. What has piled up meanwhile is
 * written at once, put to safety at once, and only then shown.
 */
final class LogWriter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LogWriter.class.getName());
    private static final int MOST_AT_ONCE = 256;

    private final BlockingQueue<Supplier<Runnable>> steps = new LinkedBlockingQueue<>();
    private final Runnable safety;
    private final Thread thread = new Thread(this::run, "transcript-writer");
    private volatile boolean closing;

    /** @param safety called after each lot is written, before any of it is shown */
    LogWriter(Runnable safety) {
        this.safety = safety;
        thread.setDaemon(true);
        thread.start();
    }

    /** Has something written; what the step returns is run once that is safe. Each room bounds what it has waiting. */
    void submit(Supplier<Runnable> step) {
        steps.add(step);
    }

    private void run() {
        List<Supplier<Runnable>> lot = new ArrayList<>();
        while (!closing || !steps.isEmpty()) {
            try {
                lot.add(steps.take());
                steps.drainTo(lot, MOST_AT_ONCE - 1);
                List<Runnable> shown = lot.stream().map(LogWriter::written).toList();
                guard(safety);
                shown.forEach(LogWriter::guard);
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.WARNING, "The writer of transcripts is not to be interrupted", e);
            } finally {
                lot.clear();
            }
        }
    }

    private static Runnable written(Supplier<Runnable> step) {
        try {
            return step.get();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The writing of a transcript failed", e);
            return () -> {};
        }
    }

    /** One room's fault must not end the thread of all. */
    private static void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The publishing of a transcript failed", e);
        }
    }

    /** Writes what was submitted before, then ends. */
    @Override
    public void close() {
        submit(() -> {
            closing = true;
            return () -> {};
        });
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
