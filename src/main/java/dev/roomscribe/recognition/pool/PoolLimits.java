package dev.roomscribe.recognition.pool;

import java.time.Duration;

/**
 * What the pool may take.
 *
 * @param threads how many streams decode at the same moment; libvosk runs on the calling thread alone, so as many as
 *     there are cores
 * @param longestQueue audio that may wait for a decoder, per stream, before the oldest is given up
 * @param partialInterval the least time between two hypotheses of a stream
 * @param decoderAge audio after which a decoder is replaced, at the end of an utterance: libvosk's caches grow as long
 *     as it lives
 */
public record PoolLimits(int threads, Duration longestQueue, Duration partialInterval, Duration decoderAge) {
    public PoolLimits {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
    }
}
