package dev.roomscribe.simulation.service;

import dev.roomscribe.session.SimulatedSession;
import dev.roomscribe.simulation.clock.VirtualEventLoop;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** A session of a {@link ServiceProcess}. */
public final class ProcessSession extends SessionRun {
    private VirtualEventLoop eventLoop;
    private SimulatedSession session;
    private @Nullable Future<Void> started;

    ProcessSession(VirtualEventLoop eventLoop, SimulatedSession session, long createdNanos) {
        super(createdNanos);
        this.eventLoop = eventLoop;
        this.session = session;
    }

    VirtualEventLoop eventLoop() {
        return eventLoop;
    }

    SimulatedSession session() {
        return session;
    }

    void setStarted(Future<Void> future) {
        started = future;
    }

    @Nullable
    Future<Void> started() {
        return started;
    }

    /** Another process continues it. */
    void resume(VirtualEventLoop of, SimulatedSession continued) {
        eventLoop = of;
        session = continued;
        resume();
    }

    @Override
    public boolean isOver() {
        return session.ended().isComplete();
    }
}
