package dev.roomscribe.transcript.log.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the logs of all rooms, in the order of submission. It takes the steps that are queued as one batch: writes all of
 * them, syncs once, then publishes.
 */
final class LogWriter {
    private static final System.Logger LOG = System.getLogger(LogWriter.class.getName());
    private static final int MAX_BATCH = 256;

    private final Executor executor;
    private final Runnable sync;
    private final Queue<Step<?>> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param executor runs one task at a time; it rejects tasks once it is closed
     * @param sync called after a batch was written and before it is published
     */
    LogWriter(Executor executor, Runnable sync) {
        this.executor = executor;
        this.sync = sync;
    }

    /** Writes; returns what publishes that which was written, and runs after the sync. */
    @FunctionalInterface
    interface Write<T> {
        Supplier<T> run() throws IOException;
    }

    /**
     * Queues a step that writes. The queue is unbounded: each log limits the steps that it submits.
     *
     * @return completes with what the publication returns; fails if the step fails or the writer is closed
     */
    <T> CompletableFuture<T> submit(Write<T> write) {
        Step<T> step = new Step<>(write);
        steps.add(step);
        if (waiting.getAndIncrement() == 0) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException e) {
                reject(new IOException("transcripts are closed", e));
            }
        }
        return step.published;
    }

    private void run() {
        List<Step<?>> batch = new ArrayList<>();
        do {
            batch.clear();
            Step<?> next = steps.poll();
            while (next != null) {
                batch.add(next);
                next = batch.size() < MAX_BATCH ? steps.poll() : null;
            }
            batch.forEach(Step::write);
            try {
                sync.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "Forcing transcripts to disk failed", e);
            }
            batch.forEach(Step::publish);
        } while (waiting.addAndGet(-batch.size()) > 0);
    }

    private void reject(IOException reason) {
        int rejected;
        do {
            rejected = 0;
            for (Step<?> step = steps.poll(); step != null; step = steps.poll()) {
                step.published.completeExceptionally(reason);
                rejected++;
            }
        } while (waiting.addAndGet(-rejected) > 0);
    }

    /** A failure in one room must not end the executor that all rooms share, and every future completes. */
    private static final class Step<T> {
        private final CompletableFuture<T> published = new CompletableFuture<>();
        private final Write<T> write;
        private @Nullable Supplier<T> publication;

        Step(Write<T> write) {
            this.write = write;
        }

        void write() {
            try {
                publication = write.run();
            } catch (IOException e) {
                published.completeExceptionally(e);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "Writing a transcript failed", e);
                published.completeExceptionally(e);
            }
        }

        void publish() {
            if (publication == null) {
                return;
            }
            try {
                published.complete(publication.get());
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "Publishing an event of a transcript failed", e);
                published.completeExceptionally(e);
            }
        }
    }
}
