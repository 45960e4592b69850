package dev.roomscribe.api.guard;

import dev.roomscribe.security.limit.ConnectionLimits;
import io.netty.channel.Channel;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
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
        ConnectionDeadline deadline = ConnectionDeadline.of(channel);
        if (deadline == null) {
            http.next();
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            deadline.onHttp2Request().attachTo(http);
        } else {
            deadline.onRequest();
            // A response may be ended by a worker thread.
            http.addEndHandler(ended -> channel.eventLoop().execute(deadline::onResponseEnd));
            if (!isReceived(request)) {
                closeUnlessReceived(http, channel);
            }
        }
        http.next();
    }

    private void closeUnlessReceived(RoutingContext http, Channel channel) {
        long timer = http.vertx().setTimer(bodyTimeout.toMillis(), expired -> {
            if (!isReceived(http.request()) && !http.response().headWritten()) {
                var unused = channel.pipeline().firstContext().close();
            }
        });
        http.addEndHandler(ended -> http.vertx().cancelTimer(timer));
    }

    /** Returns whether the body of a request over HTTP/1 has arrived, even if nothing has read it. */
    private static boolean isReceived(HttpServerRequest request) {
        if (request.isEnded()) {
            return true;
        }
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return false;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null || String.valueOf(request.bytesRead()).equals(length.strip());
    }
}
