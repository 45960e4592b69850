package dev.roomscribe.recognition;

/**
 * How many streams each resource of an engine allows: streams that speak at the same time, because silence is not
 * decoded. {@link Integer#MAX_VALUE} means that the resource is no bound, or that nothing was measured yet.
 *
 * @param processors what the processors can decode, by the processor time that a second of speech takes
 * @param threads what the decoding threads can carry, by the time for which a second of speech occupies one of them: a
 *     thread that waits for a worker, or for a processor that another process uses, can do nothing else
 * @param memory how many streams may have a decoder, speaking or not
 */
public record EngineCapacity(int processors, int threads, int memory) {
    public static final EngineCapacity UNBOUNDED =
            new EngineCapacity(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** Returns the capacity of the engine: the least of all bounds. */
    public int streams() {
        return Math.min(speaking(), memory);
    }

    /** Returns how many streams can speak at the same time, whatever memory their decoders take. */
    int speaking() {
        return Math.min(processors, threads);
    }
}
