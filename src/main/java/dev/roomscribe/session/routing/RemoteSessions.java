package dev.roomscribe.session.routing;

import dev.roomscribe.cluster.Node;
import dev.roomscribe.cluster.NodeCallException;
import dev.roomscribe.cluster.Nodes;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.routing.CallJson.Answer;
import dev.roomscribe.session.routing.CallJson.Call;
import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Calls other nodes for their sessions, and counts how that ends. Confined to an event loop, except {@link #count}. */
final class RemoteSessions {
    private static final System.Logger LOG = System.getLogger(RemoteSessions.class.getName());
    private final Nodes nodes;
    private final EventLoop eventLoop;
    private final Map<CallOutcome, LongAdder> outcomes = new EnumMap<>(CallOutcome.class);

    RemoteSessions(Nodes nodes, EventLoop eventLoop) {
        this.nodes = nodes;
        this.eventLoop = eventLoop;
        for (CallOutcome outcome : CallOutcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
    }

    /**
     * Calls a node.
     *
     * @return completes on the event loop; fails with {@code SessionException} if the node refuses, and with
     *     {@link NodeCallException} if it does not answer
     */
    Future<Answer> call(String nodeId, Operation operation, Call call) {
        return eventLoop
                .await(EventLoop.attempt(() -> Future.fromCompletionStage(
                        nodes.call(nodeId, operation.wireName(), CallJson.write(call), operation.timeout()))))
                .map(json -> CallJson.read(json, Answer.class))
                .onFailure(failure -> count(CallOutcome.FAILED))
                .compose(answer -> {
                    count(answer.refusal() == null ? CallOutcome.DONE : CallOutcome.REFUSED);
                    return answer.refusal() == null
                            ? Future.succeededFuture(answer)
                            : Future.failedFuture(answer.refusal().exception());
                });
    }

    private void count(CallOutcome outcome) {
        @Nullable LongAdder counter = outcomes.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    /** Returns how many calls have ended so. May be called from any thread. */
    long counted(CallOutcome outcome) {
        LongAdder counter = outcomes.get(outcome);
        return counter == null ? 0 : counter.sum();
    }

    /** Returns the sessions of a node; none if it does not answer within 1 s. */
    Future<List<SessionStatus>> all(Node node) {
        return call(node.id(), Operation.ALL, Call.of(null))
                .map(Answer::sessions)
                .recover(failure -> {
                    LOG.log(
                            failure instanceof NodeCallException call
                                            && call.code().equals(NodeCallException.TOO_LARGE)
                                    ? System.Logger.Level.WARNING
                                    : System.Logger.Level.DEBUG,
                            "Node {0} does not list its sessions: {1}",
                            node.id(),
                            failure.toString());
                    return Future.succeededFuture(List.of());
                });
    }
}
