package dev.roomscribe.session;

import dev.roomscribe.runtime.EventLoops;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.session.admission.AdmissionTicket;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.function.Function;

/**
 * A session of {@link Sessions}, from the request to its end.
 *
 * @param started completes when the session listens, or can take over what an earlier process left; fails if it cannot be
 *     started
 * @param ticket to be released when the session is removed
 * @param removal completed when another session of the room can be started
 */
record SessionEntry(RoomSession session, Future<Void> started, AdmissionTicket ticket, Promise<Void> removal) {
    private static final System.Logger LOG = System.getLogger(SessionEntry.class.getName());

    /**
     * Creates a session and starts it on an event loop of its own.
     *
     * @param ticket of the session; it is released if the session cannot be created
     */
    static SessionEntry deploy(
            EventLoops eventLoops,
            String roomId,
            StartOptions options,
            SessionOrigin origin,
            SessionContext context,
            AdmissionTicket ticket) {
        EventLoops.Part part = eventLoops.part();
        RoomSession session;
        try {
            session = new RoomSession(roomId, options, origin, part.eventLoop(), context, ticket);
        } catch (RuntimeException | Error fault) {
            ticket.release();
            throw fault;
        }
        Future<Void> started = part.start(() -> {
            session.ended().onSuccess(reason -> part.end());
            return session.start();
        });
        return new SessionEntry(session, started, ticket, Promise.promise());
    }

    /**
     * Completes when the session has been removed from those of the service, after its end or its failed start. That is
     * later than {@link RoomSession#ended}: until then a start would find this session again.
     */
    Future<Void> removed() {
        return removal.future();
    }

    /**
     * Runs the task that removes the session and notifies the observers, and completes {@link #removed}, also if it fails:
     * then its failure is logged, so that all that waits for the end of the session continues. To be called without a lock,
     * because starts that waited continue in this call.
     */
    void remove(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "An observer of the end of a session failed", e);
        } finally {
            removal.tryComplete();
        }
    }

    /** Waits for the start; if that fails, there is nothing to end. */
    Future<Void> ifStarted(Function<RoomSession, Future<Void>> action) {
        return started.transform(start -> start.succeeded() ? action.apply(session) : Future.succeededFuture());
    }

    /** Performs an action after the start; empty if the start fails. */
    <T> Future<Optional<T>> whenStarted(Function<RoomSession, Future<T>> action) {
        return started.transform(start ->
                start.succeeded() ? action.apply(session).map(Optional::of) : Future.succeededFuture(Optional.empty()));
    }

    /** Ends the session on request by {@code end}, after its start; completes with it, or if the start fails. */
    Future<Void> stop(Function<RoomSession, Future<Void>> end) {
        session.requestStop();
        return ifStarted(end);
    }

    /** Ends the session, or leaves it to the next process, because the service stops. */
    Future<Void> drain(ShutdownDeadline deadline, boolean suspends) {
        return suspends ? ifStarted(running -> running.suspend(deadline)) : stop(running -> running.drain(deadline));
    }

    /** Returns whether the session has finished its start, even if it is ending. */
    boolean hasStarted() {
        return started.succeeded();
    }
}
