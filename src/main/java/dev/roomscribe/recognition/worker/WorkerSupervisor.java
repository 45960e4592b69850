package dev.roomscribe.recognition.worker;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * Watches running workers: kills those that hang, and replaces one that is too old or has grown too much. Its checks run
 * on the {@link SupervisorThread}.
 */
final class WorkerSupervisor {
    private static final System.Logger LOG = System.getLogger(WorkerSupervisor.class.getName());

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MEMORY_INTERVAL = Duration.ofSeconds(10);
    /**
     * How long the decoders of a retiring worker may take to reach the ends of their utterances. After that the worker
     * is killed, and their audio is decoded again in another one.
     */
    private static final Duration RETIREMENT_TIMEOUT = Duration.ofMinutes(2);

    private final WorkerLimits limits;
    private final WorkerSet workers;
    private final WorkerLauncher launcher;
    private final WorkerObserver observer;
    private final DecoderMemory decoderMemory;
    private final LongSupplier nanoTime;
    private long lastCheckNanos;

    WorkerSupervisor(
            WorkerLimits limits,
            WorkerSet workers,
            WorkerLauncher launcher,
            WorkerObserver observer,
            DecoderMemory decoderMemory,
            LongSupplier nanoTime) {
        this.limits = limits;
        this.workers = workers;
        this.launcher = launcher;
        this.observer = observer;
        this.decoderMemory = decoderMemory;
        this.nanoTime = nanoTime;
        lastCheckNanos = nanoTime.getAsLong();
    }

    /** Starts the periodic checks. */
    void start(SupervisorThread thread) {
        thread.every(CHECK_INTERVAL, this::killHangingAndRetired);
        thread.every(MEMORY_INTERVAL, this::replaceIfDue);
    }

    private void killHangingAndRetired() {
        long now = nanoTime.getAsLong();
        long elapsed = now - lastCheckNanos;
        lastCheckNanos = now;
        workers.all().forEach(worker -> worker.killIfHanging(elapsed, limits.hangTimeout()));
        workers.killRetired(now, RETIREMENT_TIMEOUT);
    }

    /** Measures the memory of the workers, and replaces one that is due for replacement. */
    void replaceIfDue() {
        long now = nanoTime.getAsLong();
        long totalBytes = 0;
        LongStream.Builder perDecoder = LongStream.builder();
        for (Worker worker : workers.all()) {
            long bytes = worker.memoryBytes().orElse(0);
            totalBytes += bytes;
            worker.memory().add(now - worker.startedNanos(), bytes);
            perDecoder.add(decoderMemory.perDecoder(bytes, worker.maxDecoders()));
        }
        observer.memory(totalBytes);
        decoderMemory.update(perDecoder.build());
        Worker due = workers.beginReplacement(worker -> isDue(worker, now));
        if (due != null) {
            LOG.log(System.Logger.Level.INFO, "{0} is being replaced because of its age or memory", due.name());
            launcher.startMissing();
        }
    }

    private boolean isDue(Worker worker, long nowNanos) {
        return nowNanos - worker.startedNanos() > limits.maxAge().toNanos()
                || worker.memory().exceeds(limits.maxGrowthBytes());
    }
}
