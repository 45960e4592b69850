package dev.roomscribe.fishjam.socket;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.SocketOptions;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.impl.VertxInternal;
import java.net.URI;
import java.util.function.LongSupplier;

/** Opens sockets to Fishjam. May be used from any thread. */
public final class SocketConnector {
    private final Vertx vertx;
    private final SocketOptions options;
    private final LongSupplier nanoTime;
    private final WebSocketClient client;

    public SocketConnector(Vertx vertx, SocketOptions options, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.options = options;
        this.nanoTime = nanoTime;
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setConnectTimeout(
                        Math.toIntExact(options.authenticationTimeout().toMillis()))
                .setMaxFrameSize(options.maxMessageBytes())
                .setMaxMessageSize(options.maxMessageBytes())
                // Above this limit, 50 per host by default, the client queues connects without a time limit.
                .setMaxConnections(options.maxConnections())
                .setClosingTimeout(2));
    }

    /**
     * Connects and authenticates a socket, on the caller's event loop if it is on one, otherwise on a new one.
     *
     * @return fails with a {@link FishjamException}
     */
    public Future<FishjamSocket> connect(URI url, ProtocolHandler handler) {
        Context context = eventLoop();
        return VertxEventLoop.of(context).call(() -> open(context, url, handler));
    }

    /** The caller's event loop, so that a verticle and its socket share one; a socket cannot run on a worker context. */
    private Context eventLoop() {
        Context caller = Vertx.currentContext();
        return caller != null && caller.isEventLoopContext()
                ? caller
                : ((VertxInternal) vertx).createEventLoopContext();
    }

    private Future<FishjamSocket> open(Context context, URI url, ProtocolHandler handler) {
        long timeoutMs = options.authenticationTimeout().toMillis();
        ClientWebSocket webSocket = client.webSocket();
        FishjamSocket socket = new FishjamSocket(context, webSocket, handler, options, nanoTime);
        long timer = vertx.setTimer(timeoutMs, id -> socket.onAuthenticationTimeout());
        EventLoop.attempt(() -> webSocket.connect(new WebSocketConnectOptions()
                        .setAbsoluteURI(url.toString())
                        .setTimeout(timeoutMs)))
                .onSuccess(connected -> socket.onConnected())
                .onFailure(e -> socket.onNotConnected(notConnected(handler.socketName(), e)));
        return socket.opened().onComplete(done -> vertx.cancelTimer(timer)).map(socket);
    }

    private static FishjamException notConnected(String socketName, Throwable cause) {
        String what = "Opening the " + socketName + " failed, ";
        if (cause instanceof UpgradeRejectedException rejected) {
            int status = rejected.getStatus();
            return new FishjamException(Reason.ofStatus(status), status, what + "Fishjam answered " + status, null);
        }
        return new FishjamException(Reason.NO_RESPONSE, what + cause.getClass().getSimpleName());
    }

    public void close() {
        client.close();
    }
}
