package dev.roomscribe.recognition.worker;

import java.time.Duration;

/** A call that a worker has not answered yet. Guarded by its {@link PendingCalls}. */
final class PendingCall {
    /**
     * The limit is multiplied by this for a call that waits without using processor time, because the machine may be
     * overloaded.
     */
    private static final int WAIT_FACTOR = 3;

    private final boolean suspect;
    private long cpuNanos;
    private long elapsedNanos;

    /**
     * Creates a call.
     *
     * @param suspect whether a decoder has failed on its audio before
     */
    PendingCall(boolean suspect) {
        this.suspect = suspect;
    }

    boolean isSuspect() {
        return suspect;
    }

    /**
     * Notes that the call is still not answered.
     *
     * @param elapsed the time since the last check, in nanoseconds
     * @param cpu the processor time that the process used in that time, divided by the number of its calls
     */
    void onStillPending(long elapsed, long cpu) {
        elapsedNanos += elapsed;
        cpuNanos += Math.min(cpu, elapsed);
    }

    /** Returns whether it used more processor time than {@code limit}, or waited three times as long without using any. */
    boolean hangs(Duration limit) {
        return cpuNanos > limit.toNanos() || elapsedNanos > WAIT_FACTOR * limit.toNanos();
    }
}
