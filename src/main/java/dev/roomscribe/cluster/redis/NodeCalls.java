package dev.roomscribe.cluster.redis;

import static java.util.concurrent.CompletableFuture.failedStage;

import dev.roomscribe.cluster.NodeCallException;
import dev.roomscribe.cluster.Nodes;
import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** The calls of this node to others, and those of others to this one. Confined to its event loop. */
final class NodeCalls {
    private static final System.Logger LOG = System.getLogger(NodeCalls.class.getName());
    /** In characters. */
    static final int MAX_SIZE = 1 << 20;

    private static final int MAX_CALLS = 1_000;

    private final RedisLink link;
    private final NodeIdentity self;
    private final EventLoop eventLoop;
    private final Map<String, Waiting> waiting = new HashMap<>();
    private volatile Nodes.Handler handler =
            (operation, request) -> failedStage(new IllegalStateException("the node is still starting"));
    private long calls;
    private int executing;

    private static final class Waiting {
        final String node;
        final long timer;
        final Promise<String> answer = Promise.promise();
        /** Whether the node was not live when the live nodes were last read. */
        boolean absent;

        Waiting(String node, long timer) {
            this.node = node;
            this.timer = timer;
        }
    }

    NodeCalls(RedisLink link, NodeIdentity self, EventLoop eventLoop) {
        this.link = link;
        this.self = self;
        this.eventLoop = eventLoop;
    }

    /** Sets what executes calls; on any thread. */
    void handleWith(Nodes.Handler newHandler) {
        handler = newHandler;
    }

    Future<String> call(String node, String operation, String request, Duration timeout) {
        if (request.length() > MAX_SIZE) {
            return failure(NodeCallException.TOO_LARGE, "the request is too large");
        }
        if (waiting.size() >= MAX_CALLS) {
            return failure(NodeCallException.OVERLOADED, "too many calls to other nodes are under way");
        }
        String id = self.instance() + "-" + calls++;
        long timer = eventLoop.schedule(
                timeout,
                () -> fail(
                        id,
                        NodeCallException.TIMEOUT,
                        "node " + node + " has not answered within " + timeout.toMillis() + " ms"));
        Waiting call = new Waiting(node, timer);
        waiting.put(id, call);
        eventLoop
                .await(publish(node, new CallMessage.Call(id, self.node(), operation, request)))
                .onSuccess(receivers -> {
                    if (receivers == 0) {
                        fail(id, NodeCallException.NOT_LISTENING, "node " + node + " does not listen");
                    }
                })
                .onFailure(failure -> fail(id, NodeCallException.UNAVAILABLE, String.valueOf(failure.getMessage())));
        return call.answer.future();
    }

    private static Future<String> failure(String code, String message) {
        return Future.failedFuture(NodeCallException.notAnswered(code, message));
    }

    /** Completes with the number of receivers. */
    private Future<Integer> publish(String node, CallMessage message) {
        return link.send(Request.cmd(Command.PUBLISH)
                        .arg(link.keys().calls(node))
                        .arg(message.json()))
                .map(receivers -> receivers.toInteger());
    }

    private void fail(String id, String code, String message) {
        Waiting call = waiting.remove(id);
        if (call != null) {
            eventLoop.cancelTimer(call.timer);
            call.answer.fail(NodeCallException.notAnswered(code, message));
        }
    }

    /** Fails the calls to nodes that are not live for the second time. */
    void liveNodes(Set<String> nodes) {
        failAll(
                call -> {
                    boolean wasAbsent = call.absent;
                    call.absent = !nodes.contains(call.node);
                    return wasAbsent && call.absent;
                },
                NodeCallException.NODE_LOST,
                "the node has ended or hangs");
    }

    /** Fails all calls: messages that are sent now are not received. */
    void disconnected() {
        failAll(call -> true, NodeCallException.UNAVAILABLE, "the connection to Redis was lost before the answer");
    }

    private void failAll(Predicate<Waiting> which, String code, String message) {
        List<String> ids = waiting.entrySet().stream()
                .filter(call -> which.test(call.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        ids.forEach(id -> fail(id, code, message));
    }

    void receive(String text) {
        CallMessage message = CallMessage.parse(text);
        if (message instanceof CallMessage.Call call) {
            execute(call);
        } else if (message instanceof CallMessage.Result result) {
            Waiting call = waiting.remove(result.id());
            if (call != null) {
                eventLoop.cancelTimer(call.timer);
                call.answer.complete(result.result());
            }
        } else if (message instanceof CallMessage.Failure failed) {
            Waiting call = waiting.remove(failed.id());
            if (call != null) {
                eventLoop.cancelTimer(call.timer);
                call.answer.fail(failed.failure());
            }
        }
    }

    private void execute(CallMessage.Call call) {
        if (executing >= MAX_CALLS) {
            answer(call, failed(call, NodeCallException.OVERLOADED, "too many calls are executed at the same time"));
            return;
        }
        executing++;
        eventLoop
                .await(EventLoop.attempt(() -> Future.fromCompletionStage(handle(call))))
                .onComplete(done -> {
                    executing--;
                    if (done.failed()) {
                        answer(call, failed(call, done.cause()));
                    } else if (done.result().length() > MAX_SIZE) {
                        answer(call, failed(call, NodeCallException.TOO_LARGE, "the answer is too large"));
                    } else {
                        answer(call, new CallMessage.Result(call.id(), done.result()));
                    }
                });
    }

    private CompletionStage<String> handle(CallMessage.Call call) {
        return handler.handle(call.operation(), call.request());
    }

    private static CallMessage failed(CallMessage.Call call, String code, String message) {
        return new CallMessage.Failure(call.id(), NodeCallException.refused(code, message, null, null));
    }

    private static CallMessage failed(CallMessage.Call call, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof NodeCallException refusal) {
            return new CallMessage.Failure(call.id(), refusal);
        }
        String message = cause.getMessage();
        return failed(
                call,
                NodeCallException.FAILED,
                message == null ? cause.getClass().getSimpleName() : message);
    }

    private void answer(CallMessage.Call call, CallMessage message) {
        publish(call.from(), message)
                .onFailure(failure -> LOG.log(
                        System.Logger.Level.DEBUG,
                        "The answer to {0} of node {1} could not be sent: {2}",
                        call.operation(),
                        call.from(),
                        failure.getMessage()));
    }
}
