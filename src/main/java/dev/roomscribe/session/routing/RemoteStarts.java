package dev.roomscribe.session.routing;

import dev.roomscribe.cluster.Node;
import dev.roomscribe.session.SessionCalls.Started;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.admission.SessionQuota;
import dev.roomscribe.session.routing.CallJson.Answer;
import dev.roomscribe.session.routing.CallJson.Call;
import io.vertx.core.Future;

/**
 * Starts sessions on other nodes. Here they count for the quota of a client only while they start: the nodes share the count
 * of those that run, and without what they share none can be started. Confined to an event loop.
 */
final class RemoteStarts {
    private final RemoteSessions remote;

    RemoteStarts(RemoteSessions remote) {
        this.remote = remote;
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
        return start(node.id(), roomId, requested).onComplete(started -> uncount.run());
    }

    private Future<Started> start(String nodeId, String roomId, StartOptions.Requested requested) {
        return remote.call(nodeId, Operation.START, Call.start(roomId, requested))
                .map(RemoteStarts::started);
    }

    private static Started started(Answer answer) {
        return new Started(answer.session().orElseThrow(), answer.changed());
    }
}
