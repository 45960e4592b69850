package dev.roomscribe.fishjam;

import dev.roomscribe.fishjam.FishjamException.Reason;
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

/** Opens agent sockets. May be used from any thread. */
final class AgentConnector {
    private final Vertx vertx;
    private final FishjamOptions options;
    private final LongSupplier nanoTime;
    private final WebSocketClient client;

    AgentConnector(Vertx vertx, FishjamOptions options, LongSupplier nanoTime) {
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

    Future<AgentSocket> connect(URI url, String token, AgentListener listener) {
        Context context = eventLoop();
        Promise<AgentSocket> outcome = Promise.promise();
        context.runOnContext(v -> open(context, url, token, listener).onComplete(outcome));
        return outcome.future();
    }

    /** The caller's event loop, so that a verticle and its socket share one; a socket cannot live on a worker. */
    private Context eventLoop() {
        Context caller = Vertx.currentContext();
        return caller != null && caller.isEventLoopContext()
                ? caller
                : ((VertxInternal) vertx).createEventLoopContext();
    }

    private Future<AgentSocket> open(Context context, URI url, String token, AgentListener listener) {
        long limit = options.authenticationTimeout().toMillis();
        ClientWebSocket socket = client.webSocket();
        AgentSocket agent = new AgentSocket(vertx, context, socket, token, listener, options, nanoTime);
        long timer = vertx.setTimer(limit, id -> agent.onTimeout());
        socket.connect(new WebSocketConnectOptions()
                        .setAbsoluteURI(url.toString())
                        .setTimeout(limit))
                .onSuccess(opened -> agent.onConnected())
                .onFailure(e -> agent.onNotConnected(notOpened(e)));
        return agent.authenticated().onComplete(done -> vertx.cancelTimer(timer));
    }

    private static FishjamException notOpened(Throwable e) {
        String what = "Opening the agent socket failed, ";
        if (e instanceof UpgradeRejectedException rejected) {
            int status = rejected.getStatus();
            return new FishjamException(RestClient.reasonOf(status), status, what + "Fishjam answered " + status, null);
        }
        return new FishjamException(Reason.NO_ANSWER, what + e.getClass().getSimpleName());
    }

    void close() {
        client.close();
    }
}
