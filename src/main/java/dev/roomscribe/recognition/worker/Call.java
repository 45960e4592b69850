package dev.roomscribe.recognition.worker;

import java.time.Duration;

/** A call that a worker has not answered yet. Its watch belongs to the supervisor's thread. */
final class Call {
    /** One that is waiting for something, rather than working, gets this much longer: the machine may be overloaded. */
    private static final int PATIENCE = 3;

    private final boolean suspect;
    private long workedNanos;
    private long watchedNanos;

    /** Creates a call, for a decoder whose audio may have ended a process before, or for one whose has not. */
    Call(boolean suspect) {
        this.suspect = suspect;
    }

    boolean isSuspect() {
        return suspect;
    }

    /**
     * Notes that it still is not answered.
     *
     * @param watched the time since the last look
     * @param worked the processor time the process took in it, for each of its calls
     */
    void watch(long watched, long worked) {
        watchedNanos += watched;
        workedNanos += Math.min(worked, watched);
    }

    /** Returns whether it has worked for longer than any call should, or waited for very long without working. */
    boolean hangs(Duration limit) {
        return workedNanos > limit.toNanos() || watchedNanos > PATIENCE * limit.toNanos();
    }
}
