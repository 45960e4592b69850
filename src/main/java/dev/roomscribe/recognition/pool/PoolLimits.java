package dev.roomscribe.recognition.pool;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The limits of a {@link DecodingPool}.
 *
 * @param threads how many streams are decoded at the same time. libvosk decodes on the calling thread, so use one thread
 *     per core
 * @param cpus how many processors decoding may use; a fraction is possible
 * @param maxQueue how much audio may be queued per stream, and how long it may wait, before the oldest is dropped
 * @param partialInterval the minimum time between two hypotheses of a stream
 * @param decoderMaxAge audio after which a decoder is replaced at the end of an utterance: libvosk's caches grow as long
 *     as a recognizer exists
 */
public record PoolLimits(
        int threads, double cpus, Duration maxQueue, Duration partialInterval, Duration decoderMaxAge) {
    public PoolLimits {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, but is " + threads);
        }
        if (!(cpus > 0)) {
            throw new IllegalArgumentException("cpus must be greater than 0, but is " + cpus);
        }
        requireNonNull(maxQueue, "maxQueue is null");
        requireNonNull(partialInterval, "partialInterval is null");
        requireNonNull(decoderMaxAge, "decoderMaxAge is null");
    }

    /**
     * Returns one thread, all processors of this machine, 30 s of queued audio, a partial every 200 ms, and a new decoder
     * every 10 minutes.
     */
    public static PoolLimits defaults() {
        return new PoolLimits(
                1,
                Runtime.getRuntime().availableProcessors(),
                Duration.ofSeconds(30),
                Duration.ofMillis(200),
                Duration.ofMinutes(10));
    }

    public PoolLimits withThreads(int threads) {
        return new PoolLimits(threads, cpus, maxQueue, partialInterval, decoderMaxAge);
    }

    public PoolLimits withCpus(double cpus) {
        return new PoolLimits(threads, cpus, maxQueue, partialInterval, decoderMaxAge);
    }

    public PoolLimits withMaxQueue(Duration maxQueue) {
        return new PoolLimits(threads, cpus, maxQueue, partialInterval, decoderMaxAge);
    }

    public PoolLimits withPartialInterval(Duration partialInterval) {
        return new PoolLimits(threads, cpus, maxQueue, partialInterval, decoderMaxAge);
    }

    public PoolLimits withDecoderMaxAge(Duration decoderMaxAge) {
        return new PoolLimits(threads, cpus, maxQueue, partialInterval, decoderMaxAge);
    }
}
