package dev.roomscribe.session.agent;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.agent.AgentListener;
import dev.roomscribe.fishjam.agent.AgentSocket;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.session.SessionContext;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.transcript.event.SessionEndReason;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A session's agent in its room: brought in, brought back when its connection is lost, taken out at last. At any moment
 * it is one peer, and no peer but those created here is ever deleted.
 *
 * <pre>
 *   OUT ──enter──▶ IN ──lost──▶ AWAY ──▶ IN
 *    └──────────────┴──leave──────┴────▶ LEFT
 * </pre>
 *
 * <p>Confined to its session's event loop.
 */
public final class RoomAgent {
    /** What happens to the agent once it is in. Nothing is told any more when it has been asked to leave. */
    public interface Listener {
        /** Takes a piece of one track; also while the agent is still on its way in. */
        void onAudio(AudioChunk chunk);

        void onMalformedFrame();

        /**
         * Learns that the connection is lost and being taken up again.
         *
         * @param heardNanos when Fishjam was last heard on it
         */
        void onLost(long heardNanos);

        /** Learns that the room is heard again. */
        void onBack();

        /** Learns that the agent will not be back. */
        void onGone(SessionEndReason reason, @Nullable String detail);
    }

    private enum State {
        OUT,
        IN,
        AWAY,
        LEFT
    }

    private final String roomId;
    private final AgentOptions hearing;
    private final Set<String> named;
    private final SessionContext service;
    private final Listener listener;

    private State state = State.OUT;
    private @Nullable CreatedPeer peer;
    private String token = "";
    private @Nullable Connection connection;
    /** What leaving has to wait for: before it is answered, nobody knows whom to delete. */
    private Future<Void> creating = Future.succeededFuture();

    /** @param named whom to hear; empty to hear everybody */
    public RoomAgent(String roomId, Set<String> named, SessionContext service, Listener listener) {
        this.roomId = roomId;
        this.named = named;
        hearing = named.isEmpty() ? AgentOptions.autoSubscribe() : AgentOptions.manualSubscribe();
        this.service = service;
        this.listener = listener;
    }

    /** Returns the peer that it is; absent before it was created. */
    public Optional<String> id() {
        return Optional.ofNullable(peer).map(created -> created.peer().id());
    }

    public Optional<AgentSocket> socket() {
        return Optional.ofNullable(connection).map(current -> current.socket);
    }

    /** Comes in for the first time; fails if somebody who is named is not there. After a failure it has to leave. */
    public Future<Void> enter() {
        return create().compose(created -> connect(true)).onSuccess(connected -> state = State.IN);
    }

    private Future<Void> create() {
        creating = service.agents().create(roomId, hearing).map(created -> {
            peer = created;
            token = created.token();
            return null;
        });
        return creating;
    }

    private Future<Void> connect(boolean everybodyNamed) {
        if (state == State.LEFT) {
            return hasLeft();
        }
        Connection opening = new Connection();
        String url = peer == null ? null : peer.peerWebsocketUrl();
        return service.fishjam()
                .connectAgent(token, url, opening)
                .compose(opened -> {
                    opening.socket = opened;
                    connection = opening;
                    return state == State.LEFT ? hasLeft() : subscribe(everybodyNamed);
                })
                .recover(failure -> opening.close().transform(closed -> Future.failedFuture(failure)))
                // While the agent subscribed, nobody was there to be told of a loss.
                .compose(subscribed -> opening.closed == null
                        ? Future.succeededFuture()
                        : Future.failedFuture(new ConnectionLost(opening.closed)));
    }

    private Future<Void> hasLeft() {
        return Future.failedFuture(new IllegalStateException("The agent of room " + roomId + " has left"));
    }

    /** Has Fishjam send the agent what the peers who are named say; does nothing if everybody is heard anyway. */
    private Future<Void> subscribe(boolean everybodyNamed) {
        // Waits for all of them even if one fails: nothing may be under way when the agent is deleted.
        return Future.join(named.stream()
                        .map(peerId -> subscribeTo(peerId, everybodyNamed))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> subscribeTo(String peerId, boolean mustBeThere) {
        return service.fishjam()
                .subscribeToPeer(roomId, id().orElse(""), peerId)
                .recover(failure -> {
                    if (!isNotFound(failure)) {
                        return Future.failedFuture(failure);
                    }
                    return mustBeThere
                            ? Future.failedFuture(SessionException.noSuchPeer(roomId, peerId, "is not in it any more"))
                            : Future.succeededFuture();
                });
    }

    private void lost(Connection connected, SocketClosed closed) {
        state = State.AWAY;
        ReconnectPolicy rejoining = new ReconnectPolicy(
                closed, service.limits().reconnectWithin(), service.nanoTime(), () -> ThreadLocalRandom.current()
                        .nextDouble());
        ReconnectPolicy.Step step = rejoining.after(closed);
        if (!(step instanceof ReconnectPolicy.Step.Dismissed)) {
            listener.onLost(connected.heardNanos());
        }
        go(rejoining, step);
    }

    private void go(ReconnectPolicy rejoining, ReconnectPolicy.Step step) {
        if (step instanceof ReconnectPolicy.Step.Try next) {
            service.vertx().setTimer(Math.max(1, next.after().toMillis()), timer -> attempt(rejoining, next.move()));
        } else if (step instanceof ReconnectPolicy.Step.GiveUp hopeless) {
            listener.onGone(SessionEndReason.FAILED, hopeless.why());
        } else if (step instanceof ReconnectPolicy.Step.Dismissed) {
            // To come back would be to argue with whoever did it.
            listener.onGone(
                    SessionEndReason.STOPPED,
                    "Somebody removed the agent from the room in Fishjam. Start the room again if that was not meant.");
        } else {
            listener.onGone(SessionEndReason.ROOM_DELETED, null);
        }
    }

    private void attempt(ReconnectPolicy rejoining, ReconnectPolicy.Move move) {
        if (state != State.AWAY) {
            return;
        }
        Future<Void> ready =
                switch (move) {
                    case CONNECT -> peer == null ? replace() : Future.succeededFuture();
                    case REFRESH_TOKEN -> peer == null ? replace() : refresh();
                    case REPLACE_AGENT -> replace();
                };
        ready.compose(done -> connect(false)).onComplete(outcome -> {
            if (state != State.AWAY) {
                return;
            }
            if (outcome.succeeded()) {
                state = State.IN;
                listener.onBack();
            } else {
                go(rejoining, rejoining.failed(move, outcome.cause()));
            }
        });
    }

    private Future<Void> refresh() {
        return service.fishjam().refreshToken(roomId, id().orElse("")).map(other -> {
            token = other;
            return null;
        });
    }

    /**
     * The room is read first: it may be gone, and if Fishjam does not answer, nothing must be created. The agent there
     * was is not come back to: if it cannot be deleted now, it will be later.
     */
    private Future<Void> replace() {
        return service.fishjam()
                .room(roomId)
                .recover(failure ->
                        Future.failedFuture(isNotFound(failure) ? SessionException.noSuchRoom(roomId) : failure))
                .compose(room -> {
                    Future<Void> deleted = delete();
                    peer = null;
                    return deleted.otherwiseEmpty();
                })
                .compose(deleted -> state == State.LEFT ? hasLeft() : create());
    }

    /** Leaves, and deletes the peer, so that nobody pays for it. */
    public Future<Void> leave() {
        state = State.LEFT;
        Future<Void> closed = connection == null ? Future.succeededFuture() : connection.close();
        return closed.transform(done -> creating).transform(done -> delete());
    }

    private Future<Void> delete() {
        return id().map(peerId -> service.agents().delete(roomId, peerId)).orElse(Future.succeededFuture());
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof FishjamException fishjam && fishjam.reason() == FishjamException.Reason.NOT_FOUND;
    }

    /** One connection's ears. */
    private final class Connection implements AgentListener {
        private @Nullable AgentSocket socket;
        private @Nullable SocketClosed closed;

        @Override
        public void onAudio(AudioChunk chunk) {
            if (state != State.LEFT) {
                listener.onAudio(chunk);
            }
        }

        @Override
        public void onMalformedMessage() {
            listener.onMalformedFrame();
        }

        @Override
        public void onClosed(SocketClosed end) {
            closed = end;
            if (state == State.IN && connection == this) {
                lost(this, end);
            }
        }

        long heardNanos() {
            return socket == null ? service.nanoTime().getAsLong() : socket.lastReceivedNanos();
        }

        Future<Void> close() {
            return socket == null ? Future.succeededFuture() : socket.close();
        }
    }
}
