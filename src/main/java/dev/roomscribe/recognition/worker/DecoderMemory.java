package dev.roomscribe.recognition.worker;

import java.util.stream.LongStream;

/**
 * The memory that one decoder takes in a worker: the largest value among the workers that run. It grows for minutes as
 * libvosk's caches fill, and a worker does not return the memory of closed decoders to the system. Thread-safe.
 */
final class DecoderMemory {
    /** Measured with the built-in model, {@code docs/benchmarks.md}: the lowest value assumed. */
    static final long MIN_BYTES = 15_000_000;
    /** With fewer decoders, what a worker takes for other purposes would falsify the result. */
    private static final int MIN_DECODERS = 10;

    private final long workerBytes;
    private volatile long bytes = MIN_BYTES;

    /** @param workerBytes the memory of a worker without decoders; 0 if unknown: then nothing is measured */
    DecoderMemory(long workerBytes) {
        this.workerBytes = workerBytes;
    }

    /**
     * Returns what a reading of one worker says about a decoder; at least {@link #MIN_BYTES}.
     *
     * @param maxDecoders how many decoders the worker has had open at the same time
     */
    long perDecoder(long totalBytes, int maxDecoders) {
        return workerBytes > 0 && maxDecoders >= MIN_DECODERS
                ? Math.max(MIN_BYTES, (totalBytes - workerBytes) / maxDecoders)
                : MIN_BYTES;
    }

    /** Replaces the value by the largest of those of the workers that run. */
    void update(LongStream ofEachWorker) {
        bytes = ofEachWorker.max().orElse(MIN_BYTES);
    }

    long bytes() {
        return bytes;
    }
}
