package dev.roomscribe.recognition.worker;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The limits of worker processes.
 *
 * @param workers how many workers decode; one that is being replaced exists beside its successor for a while
 * @param connections how many calls the service makes to one worker at the same time: one per decoding thread
 * @param startupTimeout how long loading the model may take
 * @param hangTimeout the processor time after which an unanswered call counts as hanging; three times as much elapsed
 *     time if the worker uses no processor time
 * @param maxAge the age at which a worker is replaced
 * @param memoryBytes the memory of a worker without decoders, as {@link WorkerSelfTest} measured it; 0 if unknown
 * @param maxGrowthBytes the growth of a worker's memory, measured after its warm-up, at which it is replaced
 */
public record WorkerLimits(
        int workers,
        int connections,
        Duration startupTimeout,
        Duration hangTimeout,
        Duration maxAge,
        long memoryBytes,
        long maxGrowthBytes) {
    public WorkerLimits {
        if (workers < 1 || connections < 1) {
            throw new IllegalArgumentException(
                    "workers and connections must be at least 1, but are %d and %d".formatted(workers, connections));
        }
        requireNonNull(startupTimeout, "startupTimeout is null");
        requireNonNull(hangTimeout, "hangTimeout is null");
        requireNonNull(maxAge, "maxAge is null");
    }

    /** Returns one worker with one connection, 60 s to start, 5 s for a call, 6 h of age and 512 MiB of growth. */
    public static WorkerLimits defaults() {
        return new WorkerLimits(
                1, 1, Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofHours(6), 0, 512L << 20);
    }

    public WorkerLimits withWorkers(int workers) {
        return new WorkerLimits(workers, connections, startupTimeout, hangTimeout, maxAge, memoryBytes, maxGrowthBytes);
    }

    public WorkerLimits withConnections(int connections) {
        return new WorkerLimits(workers, connections, startupTimeout, hangTimeout, maxAge, memoryBytes, maxGrowthBytes);
    }

    public WorkerLimits withStartupTimeout(Duration startupTimeout) {
        return new WorkerLimits(workers, connections, startupTimeout, hangTimeout, maxAge, memoryBytes, maxGrowthBytes);
    }

    public WorkerLimits withHangTimeout(Duration hangTimeout) {
        return new WorkerLimits(workers, connections, startupTimeout, hangTimeout, maxAge, memoryBytes, maxGrowthBytes);
    }

    public WorkerLimits withMaxAge(Duration maxAge) {
        return new WorkerLimits(workers, connections, startupTimeout, hangTimeout, maxAge, memoryBytes, maxGrowthBytes);
    }

    public WorkerLimits withMaxGrowthBytes(long maxGrowthBytes) {
        return new WorkerLimits(workers, connections, startupTimeout, hangTimeout, maxAge, memoryBytes, maxGrowthBytes);
    }

    public WorkerLimits withMemoryBytes(long memoryBytes) {
        return new WorkerLimits(workers, connections, startupTimeout, hangTimeout, maxAge, memoryBytes, maxGrowthBytes);
    }
}
