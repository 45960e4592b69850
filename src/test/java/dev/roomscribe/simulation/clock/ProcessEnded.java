package dev.roomscribe.simulation.clock;

/** Ends a task whose simulated process has ended. */
public final class ProcessEnded extends Error {
    private static final long serialVersionUID = 1L;

    public ProcessEnded() {
        super("the simulated process has ended", null, false, false);
    }
}
