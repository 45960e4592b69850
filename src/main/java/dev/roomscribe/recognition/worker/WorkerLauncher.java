package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.retry.Backoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Starts workers, and starts another one when a worker could not be started or has ended. Thread-safe; {@link #launch}
 * returns without waiting for the start.
 */
final class WorkerLauncher {
    private static final System.Logger LOG = System.getLogger(WorkerLauncher.class.getName());

    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    /** A worker that ran for longer than this is replaced without a delay. */
    private static final Duration STABLE_AGE = Duration.ofSeconds(10);
    /** Short: workers with this model have run before and can run again, and streams are waiting for them. */
    private static final Backoff AFTER_EXIT = withoutJitter(Duration.ofSeconds(1));

    private static final Backoff AFTER_FAILED_START = withoutJitter(Duration.ofSeconds(30));

    private final Path model;
    private final Path directory;
    private final WorkerLimits limits;
    private final WorkerSet workers;
    private final SupervisorThread supervisor;
    private final WorkerObserver observer;
    private final LongSupplier nanoTime;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();

    /** A start blocks its thread; all workers and one replacement can start at the same time. */
    private final ScheduledExecutorService startThreads;

    WorkerLauncher(
            Path model,
            Path directory,
            WorkerLimits limits,
            WorkerSet workers,
            SupervisorThread supervisor,
            WorkerObserver observer,
            LongSupplier nanoTime) {
        this.model = model;
        this.directory = directory;
        this.limits = limits;
        this.workers = workers;
        this.supervisor = supervisor;
        this.observer = observer;
        this.nanoTime = nanoTime;
        startThreads = Executors.newScheduledThreadPool(limits.workers() + 1, SupervisorThread.threadFactory("start"));
    }

    /** One process starts these workers, so there is nothing that jitter would spread. */
    private static Backoff withoutJitter(Duration longest) {
        return new Backoff(FIRST_DELAY, longest, () -> 1);
    }

    /** Starts a worker and adds it to the set; retries until that succeeds. */
    void launch() {
        launch(Duration.ZERO);
    }

    /** Starts no more workers; starts in progress are not interrupted. */
    void shutdown() {
        startThreads.shutdown();
    }

    private void launch(Duration delay) {
        try {
            var unused = startThreads.schedule(this::start, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Shut down in the meantime.
        }
    }

    private void start() {
        String name = "decoder-worker-" + started.incrementAndGet();
        try {
            Worker worker = Worker.start(name, directory, model, limits, nanoTime.getAsLong());
            var unused = worker.process().onExit().thenRun(() -> supervisor.execute(() -> onExit(worker)));
            if (!workers.add(worker)) {
                worker.kill();
            }
        } catch (DecoderException e) {
            workers.onStartFailed(String.valueOf(e.getMessage()));
            if (workers.isClosed()) {
                return;
            }
            LOG.log(System.Logger.Level.ERROR, "{0}: {1}", name, e.getMessage());
            observer.ended(WorkerObserver.ExitReason.UNUSABLE);
            launch(AFTER_FAILED_START.delay(failures.incrementAndGet()));
        }
    }

    private void onExit(Worker worker) {
        boolean mustRestart = workers.remove(worker);
        if (workers.isClosed()) {
            return;
        }
        observer.ended(worker.exitReason());
        if (worker.exitReason() == WorkerObserver.ExitReason.REPLACED) {
            LOG.log(System.Logger.Level.INFO, "{0} was replaced", worker.name());
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} {1}; its streams move to another worker: {2}",
                    worker.name(),
                    worker.exitReason() == WorkerObserver.ExitReason.HUNG ? "did not respond and was killed" : "ended",
                    worker.describeEnd());
        }
        if (mustRestart) {
            boolean stable = nanoTime.getAsLong() - worker.startedNanos() > STABLE_AGE.toNanos();
            if (stable) {
                failures.set(0);
            }
            launch(stable ? Duration.ZERO : AFTER_EXIT.delay(failures.incrementAndGet()));
        }
    }
}
