package dev.roomscribe.session;

import dev.roomscribe.session.admission.SessionQuota;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What clients do with sessions, on whichever node they run. Every method may be called from any thread and never blocks.
 * Futures fail with {@link SessionException} where that is not said otherwise.
 */
public interface SessionCalls {
    /**
     * The result of a start.
     *
     * @param created whether this call started the session; false if it was running already
     */
    record Started(SessionStatus session, boolean created) {}

    /**
     * Starts a room's session, or returns the running one if it has what the request names. Waits first for the end of a session
     * that is ending.
     *
     * @param quota of the client; only a session that this call creates is counted, until it has ended
     * @return completes when the session is listening
     */
    Future<Started> start(String roomId, StartOptions.Requested requested, SessionQuota quota);

    /** Ends a room's session, if it has one. Completes when the agent is deleted and the last final is in the transcript. */
    Future<Void> stop(String roomId);

    /**
     * Ends the open utterances of a room; completes with its status when their finals are in the transcript, empty if it
     * has no session.
     */
    Future<Optional<SessionStatus>> endUtterances(String roomId);

    /**
     * Pauses or resumes a room's session; completes with its status, empty if it has none. A pause completes when the finals
     * of before are in the transcript; fails with {@link SessionException} if it would not survive a crash.
     */
    Future<Optional<SessionStatus>> setPaused(String roomId, boolean paused);

    /** Stops a room's announcement if it is playing; completes with its status, empty if it has no session. */
    Future<Optional<SessionStatus>> interruptAnnouncement(String roomId);

    /** Returns the status of a room's session, after its start; empty if it has none. */
    Future<Optional<SessionStatus>> status(String roomId);

    /**
     * Erases what is stored of a room, or of it what one peer has said.
     *
     * @param peerId null for everything
     * @return completes with whether that was done: everything is not erased while the room has a session. Fails if it could
     *     not be done yet
     */
    Future<Boolean> erase(String roomId, @Nullable String peerId);

    /** Returns the status of every session that has started. */
    Future<List<SessionStatus>> all();
}
