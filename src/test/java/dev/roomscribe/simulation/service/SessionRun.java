package dev.roomscribe.simulation.service;

import dev.roomscribe.session.SimulatedSession;
import dev.roomscribe.simulation.clock.VirtualEventLoop;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** One session, and when what happened to it, in virtual nanoseconds. */
public final class SessionRun {
    private static final long NEVER = Long.MAX_VALUE;

    private final VirtualEventLoop eventLoop;
    private final SimulatedSession session;
    /** The zero of the session's clock. */
    private final long createdNanos;

    private @Nullable String id;
    private long listeningNanos = NEVER;
    private long endNanos = NEVER;
    private boolean crashed;
    private boolean stalled;
    private @Nullable Future<Void> started;

    SessionRun(VirtualEventLoop eventLoop, SimulatedSession session, long createdNanos) {
        this.eventLoop = eventLoop;
        this.session = session;
        this.createdNanos = createdNanos;
    }

    VirtualEventLoop eventLoop() {
        return eventLoop;
    }

    SimulatedSession session() {
        return session;
    }

    public long createdNanos() {
        return createdNanos;
    }

    void setId(String sessionId) {
        id = sessionId;
    }

    /** Returns its id; null if it published no event. */
    public @Nullable String id() {
        return id;
    }

    void setStarted(Future<Void> future) {
        started = future;
    }

    @Nullable
    Future<Void> started() {
        return started;
    }

    void listening(long nanos) {
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
    void ending(long nanos, boolean isStalled) {
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
            ending(nanos, false);
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
        return session.ended().isComplete();
    }

    @Override
    public String toString() {
        return "session " + id;
    }
}
