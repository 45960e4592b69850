package dev.roomscribe.fishjam;

import dev.roomscribe.fishjam.FishjamException.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.function.LongSupplier;

/**
 * An agent's connection to its room.
 *
 * <pre>
 *   CONNECTING ──▶ AUTHENTICATING ──accepted──▶ OPEN ──closed, lost or left──▶ CLOSED
 *        └────────────────┴────────refused or no answer──────────────────────────▲
 * </pre>
 *
 * <p>Confined to the event loop it was opened on; the public methods may be called from any thread.
 */
public final class AgentSocket {
    private enum State {
        CONNECTING,
        AUTHENTICATING,
        OPEN,
        CLOSED
    }

    private final Context context;
    private final WebSocket socket;
    private final String token;
    private final AgentListener listener;
    private final Liveness liveness;
    private final LongSupplier nanoTime;
    private final Promise<AgentSocket> authenticated = Promise.promise();
    private volatile State state = State.CONNECTING;

    /** Takes a socket that is not connected yet, so that not one message can be missed. */
    AgentSocket(
            Vertx vertx,
            Context context,
            WebSocket socket,
            String token,
            AgentListener listener,
            FishjamOptions options,
            LongSupplier nanoTime) {
        this.context = context;
        this.socket = socket;
        this.token = token;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.liveness = new Liveness(vertx, socket, options, nanoTime, this::onSilence);
        socket.binaryMessageHandler(this::onMessage);
        socket.frameHandler(frame -> liveness.heard());
        socket.pongHandler(pong -> liveness.heard());
        socket.exceptionHandler(this::onFailure);
        socket.closeHandler(closed -> onClosed());
    }

    /** Returns this once Fishjam has accepted the token. */
    Future<AgentSocket> authenticated() {
        return authenticated.future();
    }

    void onConnected() {
        if (state == State.CLOSED) {
            socket.close();
            return;
        }
        state = State.AUTHENTICATING;
        socket.writeBinaryMessage(AgentProtocol.authRequest(token));
        liveness.start();
    }

    void onNotConnected(FishjamException why) {
        state = State.CLOSED;
        authenticated.tryFail(why);
    }

    /** Gives up on a Fishjam that neither accepts nor refuses the token. */
    void onTimeout() {
        if (state == State.CONNECTING) {
            state = State.CLOSED;
            authenticated.fail(new FishjamException(Reason.NO_ANSWER, "Opening the agent socket took too long"));
        } else if (state == State.AUTHENTICATING) {
            state = State.CLOSED;
            release();
            authenticated.fail(new FishjamException(
                    Reason.NO_ANSWER, "Fishjam opened the agent socket but did not say whether it accepts the token"));
        }
    }

    private void onMessage(Buffer message) {
        if (state == State.CLOSED) {
            return;
        }
        AgentProtocol.Incoming incoming = AgentProtocol.read(message, nanoTime.getAsLong());
        if (state == State.AUTHENTICATING) {
            if (incoming instanceof AgentProtocol.Authenticated) {
                state = State.OPEN;
                authenticated.complete(this);
            }
        } else if (incoming instanceof AgentProtocol.Audio audio) {
            listener.onAudio(audio.chunk());
        } else if (incoming instanceof AgentProtocol.Malformed) {
            listener.onMalformedFrame();
        }
    }

    private void onSilence(String what) {
        end(AgentClosed.lost(what));
    }

    /** A message too long, or broken framing: what follows on the connection cannot be trusted. */
    private void onFailure(Throwable failure) {
        end(AgentClosed.lost("the connection broke (" + failure.getClass().getSimpleName() + ")"));
    }

    private void onClosed() {
        Short code = socket.closeStatusCode();
        String reason = socket.closeReason();
        end(
                code == null
                        ? AgentClosed.lost("the connection broke")
                        : AgentClosed.byFishjam(code, ForeignText.tame(reason == null ? "" : reason, token)));
    }

    private void end(AgentClosed closed) {
        State before = state;
        if (before == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        release();
        if (before == State.OPEN) {
            listener.onClosed(closed);
        } else {
            authenticated.fail(new AgentRefused(closed));
        }
    }

    private void release() {
        liveness.stop();
        if (!socket.isClosed()) {
            socket.close();
        }
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /**
     * Leaves: Fishjam marks the agent as disconnected but keeps it in the room until it is deleted. The listener learns
     * of the end as of any other, with {@link NextStep#STOP}. Does nothing on a closed socket.
     *
     * @return completed when the listener has been told, whether or not Fishjam still answers
     */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            end(AgentClosed.left());
            done.complete();
        });
        return done.future();
    }
}
