package dev.roomscribe.recognition;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The load and the capacity of an engine. The unit of demand and capacity is a speech stream: a track that speaks. A track
 * without speech takes no capacity.
 *
 * @param streams how many streams are open, speaking or not
 * @param demand the speech that arrived in the last seconds, in seconds per second: how many streams spoke at the same
 *     time on average, whether or not their speech was decoded already
 * @param decoders how many streams have a decoder
 * @param utilization the share of the available processor time that decoding took in the last seconds, 0 to 1
 * @param queued the audio of all streams that waits for a thread
 * @param lag how long the oldest queued audio has waited
 */
public record EngineLoad(
        int streams,
        double demand,
        int decoders,
        EngineCapacity capacity,
        double utilization,
        Duration queued,
        Duration lag) {
    /**
     * The share of a resource that the capacity is calculated with. The remainder is for bursts: at the end of an
     * utterance a decoder needs several times its usual processor time.
     */
    public static final double MAX_UTILIZATION = 0.85;

    /** Longer than a stall of the machine: at this lag other processes are taking the processor time. */
    private static final Duration MAX_LAG = Duration.ofSeconds(2);

    public EngineLoad {
        requireNonNull(capacity, "capacity is null");
        requireNonNull(queued, "queued is null");
        requireNonNull(lag, "lag is null");
    }

    /** Returns how many more streams can begin to speak, at least 0; 0 while recognition is behind. */
    public int free() {
        if (lag.compareTo(MAX_LAG) >= 0) {
            return 0;
        }
        double speaking = capacity.speaking() - demand;
        return (int) Math.max(0, Math.min(speaking, (double) capacity.memory() - decoders));
    }
}
