package dev.roomscribe.simulation.clock;

/** The life of a simulated process. After its end none of its tasks runs. */
public final class Lifetime {
    private boolean ended;

    public boolean isEnded() {
        return ended;
    }

    /** Ends the process without warning. */
    public void end() {
        ended = true;
    }
}
