package dev.roomscribe.simulation.clock;

/** The life of a simulated process. After its end none of its tasks runs. */
public final class Lifetime {
    private boolean ended;
    private long pausedUntil = Long.MIN_VALUE;

    public boolean isEnded() {
        return ended;
    }

    /** Nothing of the process runs until a time; then it continues with what was due meanwhile. */
    public void pause(long untilNanos) {
        pausedUntil = Math.max(pausedUntil, untilNanos);
    }

    /** Returns until when the process is paused; a time in the past if it is not. */
    public long pausedUntil() {
        return pausedUntil;
    }

    /** Ends the process without warning. */
    public void end() {
        ended = true;
    }
}
