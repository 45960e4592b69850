package dev.roomscribe.session.routing;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.cluster.Node;
import dev.roomscribe.cluster.NodeCallException;
import dev.roomscribe.cluster.Nodes;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.runtime.VertxEventLoop;
import dev.roomscribe.session.SessionCalls;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.admission.SessionQuota;
import dev.roomscribe.session.routing.CallJson.Answer;
import dev.roomscribe.session.routing.CallJson.Call;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of all nodes. A call goes to the node that has the lease on the room. Where none has, a start goes to the node
 * with the most free capacity, and a stop takes the session over first. While a room passes from one node to another, calls
 * are repeated until {@link #MAX_WAIT} has passed since the first.
 *
 * <p>Every method may be called from any thread and never blocks.
 */
public final class SessionRouter implements SessionCalls {
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(200);
    /** Longer than it takes until another node takes over the room of a node that has failed. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);
    /** How much longer each node waits than the preferred one before it transcribes a room automatically. */
    private static final Duration TURN = Duration.ofMillis(200);

    /** Why a call is repeated: the node may not be the owner any more, and has not answered that it failed. */
    private static final Set<String> REPEATED =
            Set.of(NodeCallException.NOT_LISTENING, NodeCallException.NODE_LOST, NodeCallException.UNAVAILABLE);

    private final TimeSource time;
    private final Sessions local;
    private final OwnSessions own;
    private final SessionRecords records;
    private final Nodes nodes;
    private final Supplier<Node> self;
    private final EventLoop eventLoop;
    private final RemoteSessions remote;
    private final RemoteStarts starts;

    /**
     * Answers the calls of other nodes from now on. Must not be called on the context of a verticle.
     *
     * @param local the sessions of this process
     * @param self describes this node as it is now
     */
    public SessionRouter(Vertx vertx, Sessions local, SessionRecords records, Nodes nodes, Supplier<Node> self) {
        this(VertxEventLoop.of(vertx.getOrCreateContext()), TimeSource.system(), local, records, nodes, self);
    }

    /** @param time of the event loop */
    SessionRouter(
            EventLoop eventLoop,
            TimeSource time,
            Sessions local,
            SessionRecords records,
            Nodes nodes,
            Supplier<Node> self) {
        this.eventLoop = eventLoop;
        this.time = time;
        this.local = requireNonNull(local, "local is null");
        this.records = requireNonNull(records, "records is null");
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.self = requireNonNull(self, "self is null");
        remote = new RemoteSessions(nodes, eventLoop);
        starts = new RemoteStarts(remote);
        nodes.describe(self);
        own = new OwnSessions(local, records);
        nodes.handleCalls(new CallExecutor(own));
    }

    /** Returns how many calls of other nodes have ended so. */
    public long calls(CallOutcome outcome) {
        return remote.counted(outcome);
    }

    @Override
    public Future<Started> start(String roomId, StartOptions.Requested requested, SessionQuota quota) {
        return route(
                roomId,
                () -> local.start(roomId, requested, quota),
                owner -> starts.join(owner, roomId, requested),
                () -> place(roomId, requested, quota));
    }

    private Future<Started> place(String roomId, StartOptions.Requested requested, SessionQuota quota) {
        return shared(roomId, nodes.live()).compose(live -> {
            List<Node> candidates = new ArrayList<>(Placement.order(live, self.get()));
            return candidates.isEmpty()
                    ? local.start(roomId, requested, quota)
                    : startOnFirst(candidates, roomId, requested, quota);
        });
    }

    private Future<Started> startOnFirst(
            List<Node> candidates, String roomId, StartOptions.Requested requested, SessionQuota quota) {
        Node first = candidates.get(0);
        Future<Started> start = first.id().equals(nodes.self())
                ? eventLoop.await(local.start(roomId, requested, quota))
                : starts.begin(first, roomId, requested, quota);
        return start.recover(failure -> candidates.size() > 1 && mayStartElsewhere(failure)
                ? startOnFirst(candidates.subList(1, candidates.size()), roomId, requested, quota)
                : Future.failedFuture(failure));
    }

    private static boolean mayStartElsewhere(Throwable failure) {
        return failure instanceof SessionException refused
                && (refused.reason() == SessionException.Reason.FULL
                        || refused.reason() == SessionException.Reason.STOPPING);
    }

    @Override
    public Future<Void> stop(String roomId) {
        return route(
                roomId,
                () -> local.stop(roomId),
                owner -> call(owner, Operation.STOP, roomId).mapEmpty(),
                () -> own.stop(roomId));
    }

    @Override
    public Future<Optional<SessionStatus>> status(String roomId) {
        return eventLoop.call(() -> local.has(roomId)
                ? local.status(roomId)
                : shared(roomId, nodes.owner(roomId))
                        .compose(owner -> owner.filter(id -> !id.equals(nodes.self()))
                                .map(id -> call(id, Operation.STATUS, roomId)
                                        .map(Answer::session)
                                        .recover(failure -> asLeft(roomId)))
                                .orElseGet(() -> asLeft(roomId))));
    }

    /** Returns the status of a session that no node answers for; empty if there is none. */
    private Future<Optional<SessionStatus>> asLeft(String roomId) {
        return shared(roomId, records.find(roomId)).map(record -> record.map(LeftSession::status));
    }

    @Override
    public Future<Optional<SessionStatus>> endUtterances(String roomId) {
        return control(roomId, Operation.END_UTTERANCES, () -> own.endUtterances(roomId));
    }

    @Override
    public Future<Optional<SessionStatus>> setPaused(String roomId, boolean paused) {
        return control(roomId, paused ? Operation.PAUSE : Operation.RESUME, () -> own.setPaused(roomId, paused));
    }

    @Override
    public Future<Optional<SessionStatus>> interruptAnnouncement(String roomId) {
        return control(roomId, Operation.INTERRUPT_ANNOUNCEMENT, () -> own.interruptAnnouncement(roomId));
    }

    @Override
    public Future<Boolean> erase(String roomId, @Nullable String peerId) {
        return route(
                roomId,
                () -> own.erase(roomId, peerId),
                owner -> remote.call(owner, Operation.ERASE, Call.erase(roomId, peerId))
                        .map(Answer::changed),
                () -> own.erase(roomId, peerId));
    }

    /**
     * Returns whether this node erases sessions of a room whose retention has passed, so that one node does. Blocks for at
     * most 1 s.
     */
    public boolean erasesExpired(String roomId) {
        if (local.has(roomId)) {
            return true;
        }
        return eventLoop
                .call(() -> shared(roomId, nodes.owner(roomId))
                        .compose(owner -> owner.isPresent() ? taken() : shared(roomId, nodes.live()))
                        .map(live -> live.stream()
                                .map(Node::id)
                                .min(String::compareTo)
                                .equals(Optional.of(nodes.self()))))
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(false, 1, TimeUnit.SECONDS)
                .exceptionally(failure -> false)
                .join();
    }

    private Future<Optional<SessionStatus>> control(
            String roomId, Operation operation, Supplier<Future<Optional<SessionStatus>>> here) {
        return route(roomId, here, owner -> call(owner, operation, roomId).map(Answer::session), here);
    }

    /** Returns the sessions of all nodes that answer in time, and while the others cannot be reached, those of this one. */
    @Override
    public Future<List<SessionStatus>> all() {
        return eventLoop.call(() -> {
            Future<List<SessionStatus>> here = eventLoop.await(local.all());
            Future<List<List<SessionStatus>>> elsewhere = eventLoop
                    .await(Future.fromCompletionStage(nodes.live()))
                    .otherwise(List.of())
                    .compose(live -> Future.all(live.stream()
                                    .filter(node -> !node.id().equals(nodes.self()))
                                    .map(remote::all)
                                    .toList())
                            .map(all -> all.<List<SessionStatus>>list()));
            return here.compose(own -> elsewhere.map(others -> {
                Map<String, SessionStatus> byRoom = new TreeMap<>();
                others.forEach(node -> node.forEach(session -> byRoom.put(session.roomId(), session)));
                own.forEach(session -> byRoom.put(session.roomId(), session));
                return List.copyOf(byRoom.values());
            }));
        });
    }

    /**
     * Waits until it is this node's turn to transcribe a room automatically: nodes with more free capacity come first.
     *
     * @return completes with false if another node transcribes the room by then, or is to continue its session
     */
    public Future<Boolean> awaitTurn(String roomId) {
        return eventLoop.call(() -> isFree(roomId)
                .compose(free -> free ? shared(roomId, nodes.live()) : taken())
                .compose(live -> {
                    int rank = Placement.rank(live, self.get());
                    return live.isEmpty() || rank == 0
                            ? Future.succeededFuture(!live.isEmpty())
                            : eventLoop.callAfter(TURN.multipliedBy(rank), () -> isFree(roomId));
                }));
    }

    private static Future<List<Node>> taken() {
        return Future.succeededFuture(List.of());
    }

    private Future<Boolean> isFree(String roomId) {
        return shared(roomId, nodes.owner(roomId))
                .compose(owner -> owner.isPresent()
                        ? Future.succeededFuture(owner.get().equals(nodes.self()))
                        : shared(roomId, records.find(roomId)).map(Optional::isEmpty));
    }

    /** Does what is to be done where the session runs; again while that changes. */
    private <T> Future<T> route(
            String roomId, Supplier<Future<T>> here, Function<String, Future<T>> there, Supplier<Future<T>> nowhere) {
        return eventLoop.call(() -> attempt(roomId, here, there, nowhere, time.nanos() + MAX_WAIT.toNanos()));
    }

    private <T> Future<T> attempt(
            String roomId,
            Supplier<Future<T>> here,
            Function<String, Future<T>> there,
            Supplier<Future<T>> nowhere,
            long deadline) {
        return EventLoop.attempt(() -> local.has(roomId)
                        ? eventLoop.await(here.get())
                        : shared(roomId, nodes.owner(roomId))
                                // An earlier process of this node has left what is not continued yet.
                                .compose(owner -> owner.filter(id -> !id.equals(nodes.self()))
                                        .map(there)
                                        .orElseGet(() -> eventLoop.await(nowhere.get()))))
                .recover(failure -> {
                    if (!isPassing(failure)) {
                        return Future.failedFuture(
                                isUnanswered(failure) ? SessionException.notAnswered(roomId) : failure);
                    }
                    return time.nanos() - deadline > 0
                            ? Future.failedFuture(SessionException.runsElsewhere(roomId))
                            : eventLoop.callAfter(
                                    RETRY_INTERVAL, () -> attempt(roomId, here, there, nowhere, deadline));
                });
    }

    /** Returns whether another attempt may find the session elsewhere; a node that stops leaves its sessions to others. */
    private boolean isPassing(Throwable failure) {
        return (failure instanceof NodeCallException call && REPEATED.contains(call.code()))
                || (failure instanceof SessionException refused
                        && (refused.reason() == SessionException.Reason.RUNS_ELSEWHERE
                                || (refused.reason() == SessionException.Reason.STOPPING && !local.isDraining())));
    }

    private static boolean isUnanswered(Throwable failure) {
        return failure instanceof NodeCallException call
                && (call.code().equals(NodeCallException.TIMEOUT) || call.code().equals(NodeCallException.OVERLOADED));
    }

    private Future<Answer> call(String nodeId, Operation operation, String roomId) {
        return remote.call(nodeId, operation, Call.of(roomId));
    }

    /** Waits for what all nodes share; fails with {@link SessionException} if it cannot be reached. */
    private <T> Future<T> shared(String roomId, CompletionStage<T> stage) {
        return eventLoop
                .await(Future.fromCompletionStage(stage))
                .recover(failure -> Future.failedFuture(SessionException.clusterUnavailable(roomId, failure)));
    }
}
