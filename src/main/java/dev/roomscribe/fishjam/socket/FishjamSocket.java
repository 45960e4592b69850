package dev.roomscribe.fishjam.socket;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.LogSanitizer;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketRefusedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A WebSocket to Fishjam from its opening to its end, whatever is spoken on it.
 *
 * <pre>
 *   CONNECTING ──▶ GREETING ──accepted──▶ OPEN ──closed, lost or left──▶ CLOSED
 *        └─────────────┴────refused or no answer──────────────────────────▲
 * </pre>
 *
 * <p>Confined to the event loop it was opened on; the methods that say so may be called from any thread.
 */
public final class FishjamSocket {
    /** What is spoken on a link. Called on its event loop, one call at a time. */
    public interface Conversation {
        /** Returns what this end says first, in order. */
        List<Buffer> greeting();

        /** Takes a message that answers the greeting; returns whether Fishjam has accepted us with it. */
        boolean isAccepted(Buffer message);

        void onMessage(Buffer message);

        /** Learns of the end of a link that had been accepted. Called once. */
        void onClosed(SocketClosed closed);
    }

    private enum State {
        CONNECTING,
        GREETING,
        OPEN,
        CLOSED
    }

    private final Context context;
    private final WebSocket socket;
    private final String name;
    private final String secret;
    private final KeepAlive liveness;
    private final Promise<Void> accepted = Promise.promise();
    private final Conversation conversation;
    private volatile State state = State.CONNECTING;

    /**
     * Takes a socket that is not connected yet, so that not one message can be missed.
     *
     * @param name what to call the link in a complaint
     * @param secret what must not come back in a reason
     */
    FishjamSocket(
            Vertx vertx,
            Context context,
            WebSocket socket,
            String name,
            String secret,
            Conversation conversation,
            FishjamOptions options,
            LongSupplier nanoTime) {
        this.context = context;
        this.socket = socket;
        this.name = name;
        this.secret = secret;
        this.conversation = conversation;
        this.liveness = new KeepAlive(vertx, socket, options, nanoTime, this::onSilence);
        socket.binaryMessageHandler(this::onMessage);
        socket.frameHandler(frame -> liveness.heard());
        socket.pongHandler(pong -> liveness.heard());
        socket.exceptionHandler(this::onFailure);
        socket.closeHandler(closed -> onClosed());
    }

    /** Completed once Fishjam has accepted us; fails with a {@link FishjamException}. */
    Future<Void> accepted() {
        return accepted.future();
    }

    void onConnected() {
        if (state == State.CLOSED) {
            socket.close();
            return;
        }
        state = State.GREETING;
        conversation.greeting().forEach(socket::writeBinaryMessage);
        liveness.start();
    }

    void onNotConnected(FishjamException why) {
        state = State.CLOSED;
        accepted.tryFail(why);
    }

    /** Gives up on a Fishjam that neither accepts nor refuses us. */
    void onTimeout() {
        if (state == State.CONNECTING) {
            state = State.CLOSED;
            accepted.fail(new FishjamException(Reason.NO_ANSWER, "Opening the " + name + " took too long"));
        } else if (state == State.GREETING) {
            state = State.CLOSED;
            release();
            accepted.fail(new FishjamException(
                    Reason.NO_ANSWER, "Fishjam opened the " + name + " but did not say whether it accepts the token"));
        }
    }

    private void onMessage(Buffer message) {
        if (state == State.GREETING) {
            if (conversation.isAccepted(message)) {
                state = State.OPEN;
                accepted.complete();
            }
        } else if (state == State.OPEN) {
            conversation.onMessage(message);
        }
    }

    private void onSilence(String what) {
        end(SocketClosed.lost(what));
    }

    /** A message too long, or broken framing: what follows on the connection cannot be trusted. */
    private void onFailure(Throwable failure) {
        end(SocketClosed.lost("the connection broke (" + failure.getClass().getSimpleName() + ")"));
    }

    private void onClosed() {
        Short code = socket.closeStatusCode();
        String reason = socket.closeReason();
        end(
                code == null
                        ? SocketClosed.lost("the connection broke")
                        : SocketClosed.byFishjam(code, LogSanitizer.tame(reason == null ? "" : reason, secret)));
    }

    private void end(SocketClosed closed) {
        State before = state;
        if (before == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        release();
        if (before == State.OPEN) {
            conversation.onClosed(closed);
        } else {
            accepted.fail(new SocketRefusedException(name, closed));
        }
    }

    private void release() {
        liveness.stop();
        if (!socket.isClosed()) {
            socket.close();
        }
    }

    /** From any thread. */
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** From any thread: when Fishjam was last heard, be it a ping. */
    public long heardNanos() {
        return liveness.heardNanos();
    }

    /** Sends a message, from any thread; fails when the link is closed. */
    public Future<Void> send(Buffer message) {
        return onEventLoop(() -> state == State.OPEN
                ? socket.writeBinaryMessage(message)
                : Future.failedFuture(
                        new FishjamException(Reason.NO_ANSWER, "Sending on the " + name + " failed, it is closed")));
    }

    /** Closes, from any thread; completed when the conversation has been told, whether or not Fishjam still answers. */
    public Future<Void> close() {
        return onEventLoop(() -> {
            end(SocketClosed.left());
            return Future.succeededFuture();
        });
    }

    public <T> Future<T> onEventLoop(Supplier<Future<T>> task) {
        Promise<T> result = Promise.promise();
        context.runOnContext(v -> task.get().onComplete(result));
        return result.future();
    }
}
