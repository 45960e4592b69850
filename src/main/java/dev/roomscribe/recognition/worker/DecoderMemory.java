package dev.roomscribe.recognition.worker;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that one decoder takes in a worker: the largest value measured, because it grows for minutes as libvosk's
 * caches fill, and a worker does not return the memory of closed decoders to the system. Thread-safe.
 */
final class DecoderMemory {
    /** Measured with the built-in model, {@code docs/benchmarks.md}: the lowest value assumed. */
    static final long MIN_BYTES = 15_000_000;
    /** With fewer decoders, what a worker takes for other purposes would falsify the result. */
    private static final int MIN_DECODERS = 10;

    private final long workerBytes;
    private final AtomicLong bytes = new AtomicLong(MIN_BYTES);

    /** @param workerBytes the memory of a worker without decoders; 0 if unknown: then nothing is measured */
    DecoderMemory(long workerBytes) {
        this.workerBytes = workerBytes;
    }

    /**
     * Adds a reading of one worker.
     *
     * @param maxDecoders how many decoders it has had open at the same time
     */
    void add(long totalBytes, int maxDecoders) {
        if (workerBytes > 0 && maxDecoders >= MIN_DECODERS) {
            bytes.accumulateAndGet((totalBytes - workerBytes) / maxDecoders, Math::max);
        }
    }

    long bytes() {
        return bytes.get();
    }
}
