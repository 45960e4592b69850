package dev.roomscribe.recognition;

import java.time.Duration;

/**
 * How much of what an engine can carry it carries.
 *
 * @param streams how many are open
 * @param capacity how many streams it could carry without falling behind, by what streams have cost in the last seconds,
 *     and by its first trial before there were any
 * @param utilization the share of its processor time that decoding took in the last seconds, 0 to 1
 * @param queued the audio of all streams that waits for a thread
 * @param lag how long the audio has waited that has waited longest
 */
public record Load(int streams, int capacity, double utilization, Duration queued, Duration lag) {
    /** The rest is for bursts: at the end of an utterance a decoder has several times as much to do. */
    public static final double MOST_UTILIZATION = 0.8;

    /** More than a stall of the machine: somebody else takes its time. */
    private static final Duration MOST_LAG = Duration.ofSeconds(2);

    /** Returns whether so many streams could be carried in all, and nothing speaks against taking on another. */
    public boolean allows(int streamsInAll) {
        return streamsInAll <= capacity && utilization < MOST_UTILIZATION && lag.compareTo(MOST_LAG) < 0;
    }
}
