package dev.roomscribe.api.guard;

import dev.roomscribe.security.limit.ConnectionLimits;
import io.netty.channel.Channel;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Reports the requests of a connection to its {@link ConnectionDeadline}, and bounds the time for a request's body. Ends a
 * response over HTTP/2 whose client reads nothing: its bytes wait for the window of the stream, which the connection does not
 * show.
 */
@Singleton
class RequestDeadlines {
    /** Runs before all other filters: filters with a higher priority run earlier. */
    private static final int PRIORITY = 11_000;

    private final Duration bodyTimeout;
    private final Duration writeTimeout;

    RequestDeadlines(ConnectionLimits limits) {
        bodyTimeout = limits.timeouts().body();
        writeTimeout = limits.timeouts().write();
    }

    void register(@Observes Filters filters) {
        filters.register(this::begin, PRIORITY);
    }

    void register(@Observes ManagementInterface management) {
        management.router().route().order(-PRIORITY).handler(this::begin);
    }

    private void begin(RoutingContext http) {
        HttpServerRequest request = http.request();
        Channel channel = ((ConnectionBase) request.connection()).channel();
        ConnectionDeadline deadline = channel.pipeline().get(ConnectionDeadline.class);
        if (deadline != null) {
            boolean http2 = request.version() == HttpVersion.HTTP_2;
            deadline.onRequest(http2);
            // A response may be ended by a worker thread.
            http.addEndHandler(ended -> channel.eventLoop().execute(deadline::onResponseEnd));
            if (http2) {
                watchWrites(http);
            }
            if (hasBody(request, http2)) {
                long timer = http.vertx().setTimer(bodyTimeout.toMillis(), expired -> {
                    if (!request.isEnded() && !http.response().headWritten()) {
                        end(http.response(), channel, http2);
                    }
                });
                http.addEndHandler(ended -> http.vertx().cancelTimer(timer));
            }
        }
        http.next();
    }

    private void watchWrites(RoutingContext http) {
        HttpServerResponse response = http.response();
        long[] writtenBefore = {-1};
        long timer = http.vertx().setPeriodic(writeTimeout.toMillis(), id -> {
            long written = response.bytesWritten();
            if (response.ended() || response.closed()) {
                http.vertx().cancelTimer(id);
            } else if (response.writeQueueFull() && written == writtenBefore[0]) {
                response.reset();
            }
            writtenBefore[0] = written;
        });
        http.addEndHandler(ended -> http.vertx().cancelTimer(timer));
    }

    private static boolean hasBody(HttpServerRequest request, boolean http2) {
        if (http2) {
            return !request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD);
        }
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || request.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    /** Ends the request only, if the connection may have others. */
    private static void end(HttpServerResponse response, Channel channel, boolean http2) {
        if (http2) {
            response.reset();
        } else {
            var unused = channel.pipeline().firstContext().close();
        }
    }
}
