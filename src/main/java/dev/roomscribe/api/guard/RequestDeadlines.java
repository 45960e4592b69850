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
 * Reports the requests of a connection to its {@link ConnectionDeadline}, and bounds the time for a request's body.
 */
@Singleton
class RequestDeadlines {
    /** Runs before all other filters: filters with a higher priority run earlier. */
    private static final int PRIORITY = 11_000;

    private final Duration bodyTimeout;

    RequestDeadlines(ConnectionLimits limits) {
        bodyTimeout = limits.timeouts().body();
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
