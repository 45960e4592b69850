package dev.roomscribe.fishjam.socket;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.LogSanitizer;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketOptions;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A WebSocket to Fishjam, from connecting to its close, for any {@link ProtocolHandler}.
 *
 * <pre>
 *   CONNECTING ──▶ AUTHENTICATING ──confirmed──▶ OPEN ──closed by either side or lost──▶ CLOSED
 *        └───────────────┴────────────refused or no response───────────────────────────────▲
 * </pre>
 *
 * <p>Confined to the event loop it was opened on; the public methods may be called from any thread.
 */
public final class FishjamSocket {
    private enum State {
        CONNECTING,
        AUTHENTICATING,
        OPEN,
        CLOSED
    }

    private final EventLoop eventLoop;
    private final WebSocket socket;
    private final ProtocolHandler handler;
    private final KeepAlive keepAlive;
    private final Promise<Void> opened = Promise.promise();
    private volatile State state = State.CONNECTING;

    /** @param socket not connected yet, so that no message arrives before there is a handler for it */
    FishjamSocket(
            Context context, WebSocket socket, ProtocolHandler handler, SocketOptions options, LongSupplier nanoTime) {
        eventLoop = VertxEventLoop.of(context);
        this.socket = socket;
        this.handler = handler;
        this.keepAlive = new KeepAlive(context.owner(), socket, options, nanoTime, this::onKeepAliveTimeout);
        MessageAssembler messages = new MessageAssembler(options.maxMessageBytes(), this::onMessage, this::onTooLong);
        socket.frameHandler(frame -> {
            keepAlive.onReceived();
            messages.onFrame(frame);
        });
        socket.pongHandler(keepAlive::onPong);
        socket.exceptionHandler(this::onFailure);
        socket.closeHandler(closed -> onClosed());
    }

    /** Completed once Fishjam has confirmed the authentication; fails with a {@link FishjamException}. */
    Future<Void> opened() {
        return opened.future();
    }

    void onConnected() {
        if (state == State.CLOSED) {
            socket.close();
            return;
        }
        state = State.AUTHENTICATING;
        handler.authentication().forEach(socket::writeBinaryMessage);
        keepAlive.start();
    }

    void onNotConnected(FishjamException cause) {
        state = State.CLOSED;
        opened.tryFail(cause);
    }

    /** Closes a socket that was neither confirmed nor refused in time. */
    void onAuthenticationTimeout() {
        if (state == State.CONNECTING) {
            state = State.CLOSED;
            opened.fail(
                    new FishjamException(Reason.NO_RESPONSE, "Opening the " + handler.socketName() + " took too long"));
        } else if (state == State.AUTHENTICATING) {
            state = State.CLOSED;
            release();
            opened.fail(new FishjamException(
                    Reason.NO_RESPONSE,
                    "Fishjam opened the " + handler.socketName() + " but did not confirm the token in time"));
        }
    }

    private void onMessage(Buffer message) {
        if (state == State.AUTHENTICATING) {
            if (handler.confirmsAuthentication(message)) {
                state = State.OPEN;
                try {
                    handler.onOpen();
                } finally {
                    opened.complete();
                }
            }
        } else if (state == State.OPEN) {
            handler.onMessage(message);
        }
    }

    private void onKeepAliveTimeout(String reason) {
        end(SocketClosed.lost(reason));
    }

    private void onTooLong() {
        end(SocketClosed.lost("a message was too long"));
    }

    /** A frame too long, or broken framing: the rest of the connection cannot be decoded. */
    private void onFailure(Throwable failure) {
        end(SocketClosed.lost("the connection broke (" + failure.getClass().getSimpleName() + ")"));
    }

    private void onClosed() {
        Short code = socket.closeStatusCode();
        String reason = socket.closeReason();
        end(
                code == null
                        ? SocketClosed.lost("the connection broke")
                        : SocketClosed.byFishjam(
                                code, LogSanitizer.sanitize(reason == null ? "" : reason, handler.token())));
    }

    private void end(SocketClosed closed) {
        State before = state;
        if (before == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        release();
        if (before == State.OPEN) {
            handler.onClosed(closed);
        } else {
            opened.fail(new SocketRefusedException(handler.socketName(), closed));
        }
    }

    private void release() {
        keepAlive.stop();
        if (!socket.isClosed()) {
            socket.close();
        }
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** Returns when anything was last received, a pong included, in {@link System#nanoTime} terms. */
    public long lastReceivedNanos() {
        return keepAlive.lastReceivedNanos();
    }

    /**
     * Sends a ping.
     *
     * @return completed on the socket's event loop with the pong, after the handler has received every message that Fishjam
     *     sent before it; fails with {@link FishjamException} if the socket is closed before, as it is if Fishjam does not
     *     respond
     */
    public Future<Void> ping() {
        return onEventLoop(keepAlive::ping);
    }

    /**
     * Returns since when nothing has been received, in {@link System#nanoTime} terms, if that is more than a second longer
     * than the ping interval; empty otherwise. The socket may be open then: it closes after the keep-alive timeout.
     */
    public OptionalLong stalledSinceNanos() {
        return keepAlive.stalledSinceNanos();
    }

    /** Sends a binary message; fails with {@link FishjamException} if the socket is not open. */
    public Future<Void> send(Buffer message) {
        return onEventLoop(() -> state == State.OPEN
                ? socket.writeBinaryMessage(message)
                : Future.failedFuture(new FishjamException(
                        Reason.NO_RESPONSE, "Sending on the " + handler.socketName() + " failed, it is closed")));
    }

    /** Closes the socket; completed when the handler has been called, whether or not Fishjam responds. */
    public Future<Void> close() {
        return onEventLoop(() -> {
            end(SocketClosed.closedByClient());
            return Future.succeededFuture();
        });
    }

    /** Runs a task on the socket's event loop. The future completes as the task's, or fails with what the task throws. */
    public <T> Future<T> onEventLoop(Supplier<Future<T>> task) {
        return eventLoop.call(task);
    }
}
