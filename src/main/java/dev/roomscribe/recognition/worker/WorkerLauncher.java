package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.retry.Backoff;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Starts the workers that the {@link WorkerSet} permits, and starts another one when a worker could not be started or has
 * ended. Thread-safe; returns without waiting for a start.
 */
final class WorkerLauncher {
    /** Runs starts later. */
    interface Scheduler {
        /** Runs a start once after a delay, on any thread but the calling one; never after it was shut down. */
        void schedule(Duration delay, Runnable start);
    }

    private static final System.Logger LOG = System.getLogger(WorkerLauncher.class.getName());

    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    /** A worker that ran for longer than this is replaced without a delay. */
    private static final Duration STABLE_AGE = Duration.ofSeconds(10);
    /** Short: workers with this model have run before and can run again, and streams are waiting for them. */
    private static final Backoff AFTER_EXIT = withoutJitter(Duration.ofSeconds(1));

    private static final Backoff AFTER_FAILED_START = withoutJitter(Duration.ofSeconds(30));

    private final Function<String, Worker> start;
    private final WorkerSet workers;
    private final Scheduler scheduler;
    private final Executor supervisor;
    private final WorkerObserver observer;
    private final LongSupplier nanoTime;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();

    /**
     * Creates a launcher that has started nothing yet.
     *
     * @param start starts a worker of the given name; blocks until it can decode, and throws a {@link DecoderException} if
     *     it cannot
     * @param supervisor runs what follows the end of a process
     */
    WorkerLauncher(
            Function<String, Worker> start,
            WorkerSet workers,
            Scheduler scheduler,
            Executor supervisor,
            WorkerObserver observer,
            LongSupplier nanoTime) {
        this.start = start;
        this.workers = workers;
        this.scheduler = scheduler;
        this.supervisor = supervisor;
        this.observer = observer;
        this.nanoTime = nanoTime;
    }

    /** One process starts these workers, so there is nothing that jitter would spread. */
    private static Backoff withoutJitter(Duration longest) {
        return new Backoff(FIRST_DELAY, longest, () -> 1);
    }

    /** Begins as many starts as the set permits. */
    void startMissing() {
        startMissing(Duration.ZERO);
    }

    private void startMissing(Duration delay) {
        while (workers.beginStart()) {
            scheduler.schedule(delay, this::start);
        }
    }

    /** Carries out one start that the set permitted: it is repeated until it succeeds or the set is closed. */
    private void start() {
        if (workers.isClosed()) {
            return;
        }
        String name = "decoder-worker-" + started.incrementAndGet();
        try {
            Worker worker = start.apply(name);
            if (workers.add(worker)) {
                var unused = worker.process().onExit().thenRun(() -> supervisor.execute(() -> onExit(worker)));
            } else {
                worker.kill();
            }
        } catch (RuntimeException | Error e) {
            // Errors too, such as that no thread can be created: the start would never be repeated.
            String reason = e instanceof DecoderException ? String.valueOf(e.getMessage()) : e.toString();
            workers.onStartFailed(reason);
            if (workers.isClosed()) {
                return;
            }
            LOG.log(System.Logger.Level.ERROR, "{0}: {1}", name, reason);
            observer.ended(WorkerObserver.ExitReason.UNUSABLE);
            scheduler.schedule(AFTER_FAILED_START.delay(failures.incrementAndGet()), this::start);
        }
    }

    private void onExit(Worker worker) {
        workers.remove(worker);
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
        boolean stable = nanoTime.getAsLong() - worker.startedNanos() > STABLE_AGE.toNanos();
        if (stable) {
            failures.set(0);
            startMissing();
        } else if (workers.isOneMissing()) {
            startMissing(AFTER_EXIT.delay(failures.incrementAndGet()));
        }
    }
}
