package dev.roomscribe.recognition.worker;

import java.time.Duration;

/**
 * What worker processes may take.
 *
 * @param workers how many there are; one that is being replaced lives on beside its successor for a while
 * @param lanes how many calls the service makes of one at the same moment: as many as it has decoding threads
 * @param startWithin how long loading the model may take
 * @param stall the processor time after which a call that has not been answered counts as hung; one that takes no
 *     processor time gets three times as long
 * @param age how long one lives before it is replaced
 * @param growth bytes by which one may grow, from when it has warmed up, before it is replaced
 */
public record WorkerLimits(int workers, int lanes, Duration startWithin, Duration stall, Duration age, long growth) {
    public WorkerLimits {
        if (workers < 1 || lanes < 1) {
            throw new IllegalArgumentException("There must be at least 1 worker with 1 lane");
        }
    }
}
