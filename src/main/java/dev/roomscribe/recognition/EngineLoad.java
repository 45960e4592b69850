package dev.roomscribe.recognition;

import java.time.Duration;

/**
 * The load and the capacity of an engine.
 *
 * @param streams how many streams are open
 * @param capacity how many streams the engine could decode without falling behind, estimated from the cost of the open
 *     streams in the last seconds, or from the model's self-test before any stream was decoded; never more than fit into
 *     memory
 * @param utilization the share of the available processor time that decoding took in the last seconds, 0 to 1
 * @param queued the audio of all streams that waits for a thread
 * @param lag how long the oldest queued audio has waited
 */
public record EngineLoad(int streams, int capacity, double utilization, Duration queued, Duration lag) {
    /**
     * The remainder is for bursts: at the end of an utterance a decoder needs several times its usual processor time.
     */
    public static final double MAX_UTILIZATION = 0.8;

    /** Longer than a stall of the machine: at this lag other processes are taking the processor time. */
    private static final Duration MAX_LAG = Duration.ofSeconds(2);

    /**
     * Returns whether the engine can decode {@code totalStreams}, and neither its utilization nor its lag is too high.
     */
    public boolean allows(int totalStreams) {
        return totalStreams <= capacity && utilization < MAX_UTILIZATION && lag.compareTo(MAX_LAG) < 0;
    }
}
