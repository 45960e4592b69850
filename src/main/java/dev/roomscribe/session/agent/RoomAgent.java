package dev.roomscribe.session.agent;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.agent.AgentConnection;
import dev.roomscribe.fishjam.agent.AgentListener;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.TimeSource;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A session's agent in its room: joins, reconnects after a lost connection, leaves. It is one Fishjam peer at a time, and
 * deletes only peers that it created.
 *
 * <pre>
 *   NEW ──join──▶ JOINED ⇄ RECONNECTING ◀──adopt── NEW
 *    └─────leave─────┴─────leave──┴──▶ LEFT
 * </pre>
 *
 * <p>Confined to its session's event loop.
 */
public final class RoomAgent {
    private enum State {
        NEW,
        JOINED,
        RECONNECTING,
        LEFT
    }

    private final String roomId;
    private final AgentOptions options;
    private final AgentSubscriptions subscriptions;
    private final RoomClient fishjam;
    private final AgentRegistry registry;
    private final Duration reconnectTimeout;
    private final BooleanSupplier mayReplace;
    private final EventLoop eventLoop;
    private final TimeSource time;
    private final RoomAgentListener listener;

    private final TakeoverPolicy takeover;
    private State state = State.NEW;
    private @Nullable CreatedPeer peer;
    private String token = "";
    private @Nullable Connection connection;
    /** Leaving waits for this: until Fishjam has answered, the id of the peer to delete is unknown. */
    private Future<Void> creation = Future.succeededFuture();

    /**
     * Creates an agent that has not joined.
     *
     * @param subscribedPeers the ids of the peers to receive audio from; empty for all peers
     * @param reconnectTimeout how long the agent tries to restore a lost connection
     * @param mayReplace returns whether no other process can have an agent in the room; until then no other one is created
     */
    public RoomAgent(
            String roomId,
            Set<String> subscribedPeers,
            RoomClient fishjam,
            AgentRegistry registry,
            Duration reconnectTimeout,
            BooleanSupplier mayReplace,
            EventLoop eventLoop,
            TimeSource time,
            RoomAgentListener listener) {
        this.roomId = requireNonNull(roomId, "roomId is null");
        subscriptions = new AgentSubscriptions(roomId, subscribedPeers, fishjam);
        options = subscribedPeers.isEmpty() ? AgentOptions.autoSubscribe() : AgentOptions.manualSubscribe();
        this.fishjam = requireNonNull(fishjam, "fishjam is null");
        this.registry = requireNonNull(registry, "registry is null");
        this.reconnectTimeout = requireNonNull(reconnectTimeout, "reconnectTimeout is null");
        this.mayReplace = requireNonNull(mayReplace, "mayReplace is null");
        this.eventLoop = requireNonNull(eventLoop, "eventLoop is null");
        this.time = requireNonNull(time, "time is null");
        this.listener = requireNonNull(listener, "listener is null");
        takeover = new TakeoverPolicy(random());
    }

    /** Returns the id of the agent's Fishjam peer; empty before it is created. */
    public Optional<String> id() {
        return Optional.ofNullable(peer).map(created -> created.peer().id());
    }

    /** Returns the current connection; empty before the first one is open. */
    public Optional<AgentConnection> socket() {
        return Optional.ofNullable(connection).map(current -> current.socket);
    }

    /**
     * Completes when all audio that Fishjam had sent before was passed to the listener or is lost; never fails. This takes
     * the time of a round trip, or while the network stalls, until it does no longer.
     */
    public Future<Void> audioReceived() {
        return socket().map(AgentConnection::ping)
                .orElse(Future.succeededFuture())
                .otherwiseEmpty();
    }

    /**
     * Returns when anything was last received from Fishjam, by {@link System#nanoTime}: all audio that Fishjam sent before
     * has arrived. The current time if the agent has never been connected.
     */
    public long lastReceivedNanos() {
        return connection == null ? time.nanos() : connection.lastReceivedNanos();
    }

    /** Returns since when the open connection receives nothing although it should; empty if it works or is not open. */
    public OptionalLong stalledSinceNanos() {
        return state == State.JOINED
                ? socket().map(AgentConnection::stalledSinceNanos).orElse(OptionalLong.empty())
                : OptionalLong.empty();
    }

    /**
     * Joins the room.
     *
     * @param room as it was just read
     * @param beforeConnecting called when the agent is created and has an id; it connects afterwards
     * @return fails with {@link AgentException} or {@link FishjamException}; {@link #leave} must be called then too
     */
    public Future<Void> join(Room room, Supplier<Future<Void>> beforeConnecting) {
        return EventLoop.attempt(() -> create(room))
                .compose(created -> beforeConnecting.get())
                .compose(ready -> connect(true))
                .onSuccess(connected -> state = State.JOINED);
    }

    /**
     * Makes this the agent of an earlier process, which {@link #takeOver} replaces and {@link #leave} deletes.
     *
     * @param agentId empty if that process had none
     */
    public void adopt(String agentId) {
        state = State.RECONNECTING;
        if (!agentId.isEmpty()) {
            peer = new CreatedPeer(
                    new Peer(agentId, PeerType.AGENT, false, List.of(), NullNode.getInstance()), "", null);
        }
    }

    /**
     * Tries once to replace the adopted agent by a new one. Whether that succeeded, or can never succeed, is reported
     * to the listener.
     *
     * @return completes with when and why to try again; empty if not
     */
    public Future<Optional<RetryLater>> takeOver() {
        return reconnect(EventLoop.attempt(this::replace)).map(failure -> failure.flatMap(this::retryTakeOver));
    }

    private Optional<RetryLater> retryTakeOver(Throwable failure) {
        ReconnectPolicy.Decision decision = takeover.onFailure(failure);
        if (decision instanceof ReconnectPolicy.Decision.Retry retry) {
            return Optional.of(new RetryLater(retry.delay(), String.valueOf(failure.getMessage())));
        }
        decision.report(listener);
        return Optional.empty();
    }

    /** Seeded by the clock, so that a simulation with its own clock repeats itself. */
    private DoubleSupplier random() {
        return new SplittableRandom(time.nanos())::nextDouble;
    }

    private Future<Void> create(Room room) {
        // The registry completes on any thread.
        creation = eventLoop.await(registry.create(room, options)).map(created -> {
            peer = created;
            token = created.token();
            return null;
        });
        return creation;
    }

    private Future<Void> connect(boolean allPeersRequired) {
        if (state == State.LEFT) {
            return hasLeft();
        }
        Connection opening = new Connection();
        String url = peer == null ? null : peer.peerWebsocketUrl();
        return fishjam.connectAgent(token, url, opening)
                .compose(opened -> {
                    opening.socket = opened;
                    connection = opening;
                    return state == State.LEFT ? hasLeft() : subscriptions.subscribe(id().orElse(""), allPeersRequired);
                })
                .recover(failure -> opening.close().transform(closed -> Future.failedFuture(failure)))
                // A loss during the subscription is not reported to the listener, so it is checked here.
                .compose(subscribed -> opening.closed == null
                        ? Future.succeededFuture()
                        : Future.failedFuture(new AgentException.ConnectionLost(opening.closed)));
    }

    private Future<Void> hasLeft() {
        return Future.failedFuture(new IllegalStateException("The agent of room " + roomId + " has left"));
    }

    private void onConnectionLost(Connection lost, SocketClosed closed) {
        state = State.RECONNECTING;
        ReconnectPolicy policy = new ReconnectPolicy(closed, reconnectTimeout, time.nanoTime(), random());
        ReconnectPolicy.Decision decision = policy.onClosed(closed);
        if (!(decision instanceof ReconnectPolicy.Decision.AgentRemoved)) {
            listener.onConnectionLost(lost.lastReceivedNanos());
        }
        follow(policy, decision);
    }

    private void follow(ReconnectPolicy policy, ReconnectPolicy.Decision decision) {
        if (decision instanceof ReconnectPolicy.Decision.Retry retry) {
            eventLoop.schedule(retry.delay(), () -> attempt(policy, retry.action()));
        } else {
            decision.report(listener);
        }
    }

    private void attempt(ReconnectPolicy policy, ReconnectPolicy.Action action) {
        if (state != State.RECONNECTING) {
            return;
        }
        reconnect(EventLoop.attempt(() -> prepare(action)))
                .onSuccess(failure -> failure.ifPresent(cause -> follow(policy, policy.onFailure(action, cause))));
    }

    private Future<Void> prepare(ReconnectPolicy.Action action) {
        return switch (action) {
            case CONNECT -> peer == null ? replace() : Future.succeededFuture();
            case REFRESH_TOKEN -> peer == null ? replace() : refreshToken();
            case REPLACE_AGENT -> replace();
        };
    }

    /** Connects when that is prepared; completes with why that failed, empty if it succeeded or the agent has left. */
    private Future<Optional<Throwable>> reconnect(Future<Void> prepared) {
        return prepared.compose(ready -> connect(false)).transform(outcome -> {
            if (state != State.RECONNECTING) {
                return Future.succeededFuture(Optional.empty());
            }
            if (outcome.succeeded()) {
                state = State.JOINED;
                listener.onReconnected();
            }
            return Future.succeededFuture(Optional.ofNullable(outcome.cause()));
        });
    }

    private Future<Void> refreshToken() {
        return fishjam.refreshToken(roomId, id().orElse("")).map(refreshed -> {
            token = refreshed;
            return null;
        });
    }

    /**
     * Reads the room first: if it is gone, or if Fishjam does not answer, no agent may be created. If the old agent
     * cannot be deleted now, the registry deletes it later.
     */
    private Future<Void> replace() {
        return requireConfirmed()
                .compose(confirmed -> fishjam.room(roomId))
                .recover(failure -> Future.failedFuture(AgentException.explain(roomId, failure)))
                .compose(room -> {
                    Future<Void> deleted = delete();
                    peer = null;
                    return deleted.otherwiseEmpty().map(room);
                })
                // Fishjam may have taken its time.
                .compose(room -> requireConfirmed().map(room))
                .compose(room -> state == State.LEFT ? hasLeft() : create(room));
    }

    private Future<Void> requireConfirmed() {
        return mayReplace.getAsBoolean()
                ? Future.succeededFuture()
                : Future.failedFuture(new AgentException.RoomNotConfirmed(roomId));
    }

    /**
     * Closes the connection, and deletes the agent's Fishjam peer, which is billed for as long as it exists.
     *
     * @param otherDeletes returns whether another process deletes it, by its id
     */
    public Future<Void> leave(Predicate<String> otherDeletes) {
        state = State.LEFT;
        Future<Void> closed = connection == null ? Future.succeededFuture() : connection.close();
        return closed.transform(done -> creation)
                .transform(done -> id().filter(otherDeletes)
                        .map(peerId -> eventLoop.await(registry.forget(roomId, peerId)))
                        .orElseGet(this::delete));
    }

    private Future<Void> delete() {
        return id().map(peerId -> eventLoop.await(registry.delete(roomId, peerId)))
                .orElse(Future.succeededFuture());
    }

    /** One connection of the agent, and the listener on it. */
    private final class Connection implements AgentListener {
        private @Nullable AgentConnection socket;
        private @Nullable SocketClosed closed;

        @Override
        public void onAudio(AudioChunk chunk) {
            if (state != State.LEFT) {
                listener.onAudio(chunk);
            }
        }

        @Override
        public void onMalformedMessage() {
            listener.onMalformedMessage();
        }

        @Override
        public void onClosed(SocketClosed end) {
            closed = end;
            if (state == State.JOINED && connection == this) {
                onConnectionLost(this, end);
            }
        }

        long lastReceivedNanos() {
            return socket == null ? time.nanos() : socket.lastReceivedNanos();
        }

        Future<Void> close() {
            return socket == null ? Future.succeededFuture() : socket.close();
        }
    }
}
