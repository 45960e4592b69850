package dev.roomscribe.session.routing;

import dev.roomscribe.cluster.Node;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.session.SessionCalls.Started;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.admission.SessionQuota;
import dev.roomscribe.session.routing.CallJson.Answer;
import dev.roomscribe.session.routing.CallJson.Call;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Starts sessions on other nodes. The quota of a client is counted on the node that has received its request, until that node
 * has seen the end of the session. Confined to an event loop.
 */
final class RemoteStarts {
    /** How often it is asked whether a session that counts is over. */
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);

    private final RemoteSessions remote;
    private final EventLoop eventLoop;
    private final Function<String, Future<Optional<SessionStatus>>> status;

    /** @param status returns the status of a room's session on any node */
    RemoteStarts(RemoteSessions remote, EventLoop eventLoop, Function<String, Future<Optional<SessionStatus>>> status) {
        this.remote = remote;
        this.eventLoop = eventLoop;
        this.status = status;
    }

    /** Returns the running session of a node. */
    Future<Started> join(String nodeId, String roomId, StartOptions.Requested requested) {
        return start(nodeId, roomId, requested);
    }

    /** Starts a session on a node that should create it. */
    Future<Started> begin(Node node, String roomId, StartOptions.Requested requested, SessionQuota quota) {
        Runnable uncount;
        try {
            uncount = quota.count();
        } catch (RuntimeException e) {
            return Future.failedFuture(SessionException.explain(roomId, e));
        }
        return start(node.id(), roomId, requested).onComplete(started -> {
            if (started.succeeded() && started.result().created()) {
                releaseLater(started.result().session(), uncount);
            } else {
                uncount.run();
            }
        });
    }

    private Future<Started> start(String nodeId, String roomId, StartOptions.Requested requested) {
        return remote.call(nodeId, Operation.START, Call.start(roomId, requested))
                .map(RemoteStarts::started);
    }

    private static Started started(Answer answer) {
        return new Started(answer.session().orElseThrow(), answer.changed());
    }

    private void releaseLater(SessionStatus session, Runnable uncount) {
        eventLoop.schedule(
                CHECK_INTERVAL,
                () -> status.apply(session.roomId()).onComplete(found -> {
                    boolean over = found.succeeded()
                            && found.result()
                                    .filter(running -> running.sessionId().equals(session.sessionId()))
                                    .isEmpty();
                    if (over) {
                        uncount.run();
                    } else {
                        eventLoop.execute(() -> releaseLater(session, uncount));
                    }
                }));
    }
}
