package dev.roomscribe.recognition.pool;

/** Observes decoding. Called on decoding threads, so its methods must return immediately and never throw. */
public interface DecodingObserver {
    /**
     * Called after a batch was decoded.
     *
     * @param samples the number of samples
     * @param cpuNanos the processor time used
     * @param waitedNanos how long the batch waited for a thread after its last sample was queued
     */
    void decoded(int samples, long cpuNanos, long waitedNanos);
}
