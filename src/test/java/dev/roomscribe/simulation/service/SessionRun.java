package dev.roomscribe.simulation.service;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One session, and when what happened to it, in virtual nanoseconds. */
public class SessionRun {
    private static final long NEVER = Long.MAX_VALUE;

    /** The zero of the session's clock. */
    private final long createdNanos;

    private @Nullable String id;
    private long listeningNanos = NEVER;
    private long endNanos = NEVER;
    private boolean crashed;
    /** When its processes stopped listening without ending it. */
    private final List<Long> interruptions = new ArrayList<>();
    /** Those of them that were orderly. */
    private final List<Long> suspensions = new ArrayList<>();

    private boolean stalled;

    /** @param createdNanos the zero of its clock */
    public SessionRun(long createdNanos) {
        this.createdNanos = createdNanos;
    }

    public long createdNanos() {
        return createdNanos;
    }

    public void setId(String sessionId) {
        id = sessionId;
    }

    /** Returns its id; null if it published no event. */
    public @Nullable String id() {
        return id;
    }

    /** Another process continues it. */
    void resume() {
        crashed = false;
        endNanos = NEVER;
    }

    /** Notes that it listens again. */
    public void resumed(long nanos) {
        listeningNanos = Math.min(listeningNanos, nanos);
    }

    /** Notes that its process has stopped listening. */
    public void interrupted(long nanos) {
        interruptions.add(nanos);
    }

    /** Notes that its process has left it to the next one in an orderly way. */
    public void suspended(long nanos) {
        interrupted(nanos);
        suspensions.add(nanos);
    }

    /** Returns whether its process stopped in an orderly way between two times, and left it to the next one. */
    public boolean wasSuspended(long fromNanos, long toNanos) {
        return suspensions.stream().anyMatch(at -> at >= fromNanos && at <= toNanos);
    }

    /** Returns when it was first interrupted after a time; {@link Long#MAX_VALUE} if it was not. */
    public long interruptionAfter(long nanos) {
        return interruptions.stream().filter(at -> at >= nanos).findFirst().orElse(NEVER);
    }

    /** Returns whether it was interrupted, and may have been continued later, between two times. */
    public boolean wasInterrupted(long fromNanos, long toNanos) {
        return interruptions.stream().anyMatch(at -> at >= fromNanos && at <= toNanos);
    }

    /** Notes since when it listens. */
    public void listening(long nanos) {
        listeningNanos = nanos;
    }

    public long listeningNanos() {
        return listeningNanos;
    }

    /**
     * Notes that it was asked to end, or that its process ended; only the first time counts.
     *
     * @param isStalled whether its connection had received nothing for longer than usual
     */
    public void ending(long nanos, boolean isStalled) {
        if (nanos < endNanos) {
            endNanos = nanos;
            stalled = isStalled;
        }
    }

    /** Returns whether its connection had received nothing for longer than usual when it was asked to end. */
    public boolean endedDuringStall() {
        return stalled;
    }

    void crashed(long nanos) {
        if (!isOver()) {
            crashed = true;
            interrupted(nanos);
            ending(nanos, false);
        }
    }

    /** If its process has crashed, notes when it ended as far as the next process could tell. */
    public void crashedAsFarAsKnown(double atSeconds) {
        if (crashed) {
            endNanos = Math.min(endNanos, createdNanos + Math.round(atSeconds * 1e9));
        }
    }

    /** Returns whether its process ended before the session was over. */
    public boolean hasCrashed() {
        return crashed;
    }

    /** Returns when it was asked to end or was interrupted. */
    public long endNanos() {
        return endNanos;
    }

    /** Returns whether it has ended or could not be started. */
    public boolean isOver() {
        return endNanos < NEVER;
    }

    @Override
    public String toString() {
        return "session " + id;
    }
}
