package dev.roomscribe.recognition.pool;

/** Told of the work the decoders do; called on their threads, so it must be quick and never throw. */
public interface DecodingObserver {
    /**
     * A batch was decoded.
     *
     * @param samples how many
     * @param cpuNanos the processor time it took
     * @param waitedNanos how long it waited for a thread once it was whole
     */
    void decoded(int samples, long cpuNanos, long waitedNanos);
}
