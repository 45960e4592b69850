package dev.roomscribe.session;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.session.admission.AdmissionTicket;
import dev.roomscribe.session.admission.SessionAdmission;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.log.Interruption;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A session with the default options on any event loop, for tests in other packages. */
public final class SimulatedSession {
    private final RoomSession session;
    private final EventLoop eventLoop;
    private final String id;
    private final LongSupplier nanoTime;

    private SimulatedSession(String roomId, SessionOrigin origin, EventLoop eventLoop, SessionContext context) {
        id = origin.sessionId();
        this.eventLoop = eventLoop;
        nanoTime = context.time().nanoTime();
        SessionAdmission admission = new SessionAdmission(
                context.settings(),
                context.recognition().engine()::load,
                () -> context.time().nanos());
        AdmissionTicket ticket = origin.takeover() == null ? admission.request() : admission.resumed();
        session = new RoomSession(roomId, StartOptions.DEFAULT, origin, eventLoop, context, ticket);
    }

    /** Returns a new session. */
    public static SimulatedSession anew(String roomId, EventLoop eventLoop, SessionContext context) {
        return new SimulatedSession(roomId, SessionOrigin.anew(context.time()), eventLoop, context);
    }

    /** Returns a session that an earlier process left. */
    public static SimulatedSession continued(
            SessionRecord record,
            Optional<Interruption> interruption,
            Lease lease,
            EventLoop eventLoop,
            SessionContext context) {
        return new SimulatedSession(
                record.roomId(),
                SessionOrigin.continued(record, interruption, lease, context.time()),
                eventLoop,
                context);
    }

    public String id() {
        return id;
    }

    public Future<Void> start() {
        return eventLoop.call(session::start);
    }

    /** Tries to replace the agent of the earlier process; completes with when to try again. */
    public Future<Optional<Duration>> takeOver() {
        return session.takeOver();
    }

    /** Completes or fails as {@link #ended} does. */
    public Future<Void> end(SessionEndReason reason) {
        return session.end(reason, null);
    }

    /** Leaves the session to the next process; completes or fails as {@link #ended} does. */
    public Future<Void> suspend() {
        return session.suspend(ShutdownDeadline.after(Duration.ofSeconds(20), nanoTime));
    }

    /** Completes when the session has ended; fails if it could not be started. */
    public Future<SessionEndReason> ended() {
        return session.ended().map(reason -> reason.orElseThrow());
    }
}
