package dev.roomscribe.fishjam.socket;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.rest.RestClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.impl.VertxInternal;
import java.net.URI;
import java.util.function.LongSupplier;

/** Opens the links to Fishjam. May be used from any thread. */
public final class SocketConnector {
    private final Vertx vertx;
    private final FishjamOptions options;
    private final LongSupplier nanoTime;
    private final WebSocketClient client;

    public SocketConnector(Vertx vertx, FishjamOptions options, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.options = options;
        this.nanoTime = nanoTime;
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setConnectTimeout(
                        Math.toIntExact(options.authenticationTimeout().toMillis()))
                .setMaxFrameSize(options.maxFrameBytes())
                .setMaxMessageSize(options.maxFrameBytes())
                // Beyond its maximum the client waits in silence, for ever; its default is 50 per host.
                .setMaxConnections(options.maxConnections())
                .setClosingTimeout(2));
    }

    /** Opens a link on the event loop of the caller if it is on one, otherwise on one of its own. */
    public Future<FishjamSocket> connect(URI url, String name, String secret, FishjamSocket.Conversation conversation) {
        Context context = eventLoop();
        Promise<FishjamSocket> outcome = Promise.promise();
        context.runOnContext(v -> open(context, url, name, secret, conversation).onComplete(outcome));
        return outcome.future();
    }

    /** The caller's event loop, so that a verticle and its socket share one; a socket cannot live on a worker. */
    private Context eventLoop() {
        Context caller = Vertx.currentContext();
        return caller != null && caller.isEventLoopContext()
                ? caller
                : ((VertxInternal) vertx).createEventLoopContext();
    }

    private Future<FishjamSocket> open(
            Context context, URI url, String name, String secret, FishjamSocket.Conversation conversation) {
        long limit = options.authenticationTimeout().toMillis();
        ClientWebSocket socket = client.webSocket();
        FishjamSocket link = new FishjamSocket(vertx, context, socket, name, secret, conversation, options, nanoTime);
        long timer = vertx.setTimer(limit, id -> link.onTimeout());
        socket.connect(new WebSocketConnectOptions()
                        .setAbsoluteURI(url.toString())
                        .setTimeout(limit))
                .onSuccess(opened -> link.onConnected())
                .onFailure(e -> link.onNotConnected(notOpened(name, e)));
        return link.accepted().onComplete(done -> vertx.cancelTimer(timer)).map(link);
    }

    private static FishjamException notOpened(String name, Throwable e) {
        String what = "Opening the " + name + " failed, ";
        if (e instanceof UpgradeRejectedException rejected) {
            int status = rejected.getStatus();
            return new FishjamException(RestClient.reasonOf(status), status, what + "Fishjam answered " + status, null);
        }
        return new FishjamException(Reason.NO_ANSWER, what + e.getClass().getSimpleName());
    }

    public void close() {
        client.close();
    }
}
