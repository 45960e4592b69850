package dev.roomscribe.session;

import dev.roomscribe.session.runtime.EventLoop;
import dev.roomscribe.session.runtime.TimeSource;
import dev.roomscribe.session.speech.RecognitionSettings;
import dev.roomscribe.transcript.event.SessionEndReason;
import io.vertx.core.Future;

/** A session with the default options on any event loop, for tests in other packages. */
public final class SimulatedSession {
    private final RoomSession session;
    private final EventLoop eventLoop;

    public SimulatedSession(
            String roomId,
            FishjamAccess fishjam,
            RecognitionSettings recognition,
            SessionOutput output,
            SessionSettings settings,
            EventLoop eventLoop,
            TimeSource time) {
        this.eventLoop = eventLoop;
        session =
                new RoomSession(roomId, StartOptions.DEFAULT, fishjam, recognition, output, settings, eventLoop, time);
    }

    public Future<Void> start() {
        return eventLoop.call(session::start);
    }

    /** Completes or fails as {@link #ended} does. */
    public Future<Void> end(SessionEndReason reason) {
        return session.end(reason, null);
    }

    /** Completes when the session has ended; fails if it could not be started. */
    public Future<SessionEndReason> ended() {
        return session.ended();
    }
}
