package dev.roomscribe.session.routing;

import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.session.SessionCalls;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.admission.SessionQuota;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this process, and those that another process has left: a stop continues such a session first, so that it
 * ends for all; other calls fail with {@link SessionException.Reason#RUNS_ELSEWHERE}, as a process is about to continue it.
 */
final class OwnSessions implements SessionCalls {
    private final Sessions sessions;
    private final SessionRecords records;

    OwnSessions(Sessions sessions, SessionRecords records) {
        this.sessions = sessions;
        this.records = records;
    }

    @Override
    public Future<Started> start(String roomId, StartOptions.Requested requested, SessionQuota quota) {
        return sessions.start(roomId, requested, quota);
    }

    @Override
    public Future<Void> stop(String roomId) {
        return sessions.has(roomId)
                ? sessions.stop(roomId)
                : left(roomId)
                        .compose(record -> record.isPresent() ? takeOver(roomId) : Future.succeededFuture())
                        .compose(taken -> sessions.stop(roomId));
    }

    private Future<Void> takeOver(String roomId) {
        return sessions.takeOver(roomId)
                .compose(taken ->
                        taken ? Future.succeededFuture() : Future.failedFuture(SessionException.runsElsewhere(roomId)));
    }

    private Future<Optional<SessionRecord>> left(String roomId) {
        return Future.fromCompletionStage(records.find(roomId))
                .recover(failure -> Future.failedFuture(SessionException.clusterUnavailable(roomId, failure)));
    }

    @Override
    public Future<Optional<SessionStatus>> endUtterances(String roomId) {
        return unlessLeft(roomId, () -> sessions.endUtterances(roomId));
    }

    @Override
    public Future<Optional<SessionStatus>> setPaused(String roomId, boolean paused) {
        return unlessLeft(roomId, () -> sessions.setPaused(roomId, paused));
    }

    @Override
    public Future<Optional<SessionStatus>> interruptAnnouncement(String roomId) {
        return unlessLeft(roomId, () -> sessions.interruptAnnouncement(roomId));
    }

    private Future<Optional<SessionStatus>> unlessLeft(
            String roomId, Supplier<Future<Optional<SessionStatus>>> action) {
        return action.get()
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(found)
                        : left(roomId)
                                .compose(record -> record.isEmpty()
                                        ? Future.succeededFuture(found)
                                        : Future.failedFuture(SessionException.runsElsewhere(roomId))));
    }

    @Override
    public Future<Optional<SessionStatus>> status(String roomId) {
        return sessions.status(roomId);
    }

    @Override
    public Future<Boolean> erase(String roomId, @Nullable String peerId) {
        return sessions.erase(roomId, peerId).recover(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return Future.failedFuture(SessionException.explain(roomId, cause == null ? failure : cause));
        });
    }

    @Override
    public Future<List<SessionStatus>> all() {
        return sessions.all();
    }
}
