package dev.roomscribe.session.routing;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.cluster.Nodes;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.session.SessionCalls;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.admission.SessionQuota;
import dev.roomscribe.session.routing.CallJson.Answer;
import dev.roomscribe.session.routing.CallJson.Call;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Executes what other nodes ask for the sessions of this one. Thread-safe; does not block. */
final class CallExecutor implements Nodes.Handler {
    private final SessionCalls sessions;

    /** @param sessions of this process */
    CallExecutor(SessionCalls sessions) {
        this.sessions = requireNonNull(sessions, "sessions is null");
    }

    @Override
    public CompletionStage<String> handle(String operation, String request) {
        return EventLoop.attempt(() -> execute(
                        Operation.of(operation)
                                .orElseThrow(() -> new IllegalArgumentException("There is no operation " + operation)),
                        CallJson.read(request, Call.class)))
                .recover(failure -> failure instanceof SessionException refused
                        ? Future.succeededFuture(Answer.refused(refused))
                        : Future.failedFuture(failure))
                .map(CallJson::write)
                .toCompletionStage();
    }

    private Future<Answer> execute(Operation operation, Call call) {
        return operation == Operation.ALL
                ? sessions.all().map(Answer::of)
                : execute(operation, requireNonNull(call.roomId(), "roomId is null"), call);
    }

    private Future<Answer> execute(Operation operation, String roomId, Call call) {
        return switch (operation) {
            case START ->
                // The node that has received the client's request has checked its quota.
                sessions.start(roomId, call.requested(), SessionQuota.UNLIMITED)
                        .map(started -> new Answer(List.of(started.session()), started.created(), null));
            case STOP -> sessions.stop(roomId).map(stopped -> Answer.of(List.of()));
            case STATUS -> sessions.status(roomId).map(Answer::of);
            case END_UTTERANCES -> sessions.endUtterances(roomId).map(Answer::of);
            case PAUSE -> sessions.setPaused(roomId, true).map(Answer::of);
            case RESUME -> sessions.setPaused(roomId, false).map(Answer::of);
            case INTERRUPT_ANNOUNCEMENT ->
                sessions.interruptAnnouncement(roomId).map(Answer::of);
            case ERASE -> sessions.erase(roomId, call.peerId()).map(erased -> new Answer(List.of(), erased, null));
            case ALL -> throw new IllegalArgumentException("is for no single room");
        };
    }
}
