package dev.roomscribe.recognition.pool;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.recognition.CapacityBound;
import java.time.Duration;

/**
 * The limits of a {@link DecodingPool}.
 *
 * @param threads how many streams are decoded at the same time. libvosk decodes on the calling thread, so use one thread
 *     per core
 * @param maxQueue how much audio may be queued per stream, and how long it may wait, before the oldest is dropped
 * @param partialInterval the minimum time between two hypotheses of a stream
 * @param decoderMaxAge audio after which a decoder is replaced at the end of an utterance: libvosk's caches grow as long
 *     as a recognizer exists
 * @param cores how many processors decoding may use, which may be a fraction; the capacity of the pool is calculated from it
 * @param memory how many decoders fit into memory, which is another bound of the capacity
 */
public record PoolLimits(
        int threads,
        Duration maxQueue,
        Duration partialInterval,
        Duration decoderMaxAge,
        double cores,
        CapacityBound memory) {
    public PoolLimits {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, but is " + threads);
        }
        if (!(cores > 0)) {
            throw new IllegalArgumentException("cores must be above 0, but is " + cores);
        }
        requireNonNull(memory, "memory is null");
        requireNonNull(maxQueue, "maxQueue is null");
        requireNonNull(partialInterval, "partialInterval is null");
        requireNonNull(decoderMaxAge, "decoderMaxAge is null");
    }

    /** With all processors that this process may use, and no bound of memory. */
    public PoolLimits(int threads, Duration maxQueue, Duration partialInterval, Duration decoderMaxAge) {
        this(
                threads,
                maxQueue,
                partialInterval,
                decoderMaxAge,
                Runtime.getRuntime().availableProcessors(),
                CapacityBound.UNBOUNDED);
    }

    /** Returns one thread, 30 s of queued audio, a partial every 200 ms, and a new decoder every 10 minutes. */
    public static PoolLimits defaults() {
        return new PoolLimits(1, Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofMinutes(10));
    }

    public PoolLimits withThreads(int threads) {
        return new PoolLimits(threads, maxQueue, partialInterval, decoderMaxAge, cores, memory);
    }

    public PoolLimits withMaxQueue(Duration maxQueue) {
        return new PoolLimits(threads, maxQueue, partialInterval, decoderMaxAge, cores, memory);
    }

    public PoolLimits withPartialInterval(Duration partialInterval) {
        return new PoolLimits(threads, maxQueue, partialInterval, decoderMaxAge, cores, memory);
    }

    public PoolLimits withDecoderMaxAge(Duration decoderMaxAge) {
        return new PoolLimits(threads, maxQueue, partialInterval, decoderMaxAge, cores, memory);
    }

    public PoolLimits withCores(double cores) {
        return new PoolLimits(threads, maxQueue, partialInterval, decoderMaxAge, cores, memory);
    }

    public PoolLimits withMemory(CapacityBound memory) {
        return new PoolLimits(threads, maxQueue, partialInterval, decoderMaxAge, cores, memory);
    }
}
