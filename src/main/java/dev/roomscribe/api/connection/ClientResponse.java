package dev.roomscribe.api.connection;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * A response that may stay open for hours, and its end.
 *
 * <p>Vert.x reports the end of a response in several ways, and each of them misses some ends. The handlers of a response
 * are not called for an end that precedes their registration. {@link RoutingContext#addEndHandler} calls a handler for the
 * first report only: after a connection reset, a handler that is added before the connection counts as closed is never
 * called. No handler is called if Vert.x fails while it handles the close of an HTTP/1 connection. This class therefore
 * listens to the channel, to the response and to failed writes, and then checks whether the response is already closed.
 *
 * <p>Confined to the event loop of the connection, except for {@link #isOpen}, {@link #eventLoop} and {@link #vertx}.
 */
public final class ClientResponse {
    private final RoutingContext http;
    private final HttpServerResponse response;
    private final EventLoop eventLoop;
    private final Channel channel;
    private final ChannelFutureListener onClose = closed -> end();
    /** Runs at the end; null before it is set and after it has run. */
    private @Nullable Runnable action;

    public ClientResponse(RoutingContext http) {
        this.http = requireNonNull(http, "http is null");
        response = http.response();
        ConnectionBase connection = (ConnectionBase) http.request().connection();
        // The calling thread may be a worker that has another context.
        eventLoop = VertxEventLoop.of(connection.getContext());
        channel = connection.channel();
    }

    /** Returns the event loop that this is confined to. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    public Vertx vertx() {
        return http.vertx();
    }

    /** Returns whether the client can still receive something. May be called from any thread. */
    public boolean isOpen() {
        return !response.ended() && !response.closed() && channel.isActive();
    }

    /**
     * Sets the action that runs once when the response has ended or the client has disconnected, whatever the reason; it
     * runs immediately if that has already happened. Must be called once.
     */
    public void onEnd(Runnable atEnd) {
        action = requireNonNull(atEnd, "atEnd is null");
        if (isOpen()) {
            channel.closeFuture().addListener(onClose);
            http.addEndHandler(ended -> end());
        }
        // A handler that is set too late is not called.
        if (!isOpen()) {
            end();
        }
    }

    private void end() {
        Runnable atEnd = action;
        if (atEnd != null) {
            action = null;
            // An HTTP/2 connection may have many more streams, or a kept HTTP/1 connection more requests.
            channel.closeFuture().removeListener(onClose);
            atEnd.run();
        }
    }

    /** Calls back whenever there is space for more writes after {@link #isFull} was true. */
    public void onDrained(Runnable drained) {
        response.drainHandler(unused -> drained.run());
    }

    /** Returns whether so much is waiting to be sent that the caller should wait for {@link #onDrained}. */
    public boolean isFull() {
        return response.writeQueueFull();
    }

    /** Writes bytes of the body. If that fails, the response ends. */
    public void write(byte[] bytes) {
        var unused = response.write(Buffer.buffer(bytes)).onFailure(failure -> {
            end();
            abort();
        });
    }

    /** Ends the response after everything that was written. */
    public void finish() {
        if (isOpen()) {
            var unused = response.end();
        }
    }

    /**
     * Ends a response that the client does not read. {@code HttpConnection.close()} waits until everything written to an
     * HTTP/1 connection is flushed, which may never happen; so the channel is closed from the first handler of its
     * pipeline, past the handlers that wait.
     */
    public void abort() {
        if (!isOpen()) {
            return;
        }
        if (http.request().version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            var unused = channel.pipeline().firstContext().close();
        }
    }
}
