package dev.roomscribe.api.connection;

import io.netty.channel.ChannelPipeline;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Adds the handlers of this package to the channel of each HTTP/1 connection. Vert.x has no hook for that before the first
 * request, which is handled within the read of its bytes, so before anything that follows it.
 */
@Singleton
class Http1Connections {
    /** Runs before all other filters: filters with a higher priority run earlier. */
    private static final int PRIORITY = 10_000;
    /** The name that Vert.x gives to the last handler of each channel. */
    private static final String VERTX_HANDLER = "handler";

    void register(@Observes Filters filters) {
        filters.register(Http1Connections::prepare, PRIORITY);
    }

    private static void prepare(RoutingContext http) {
        HttpServerRequest request = http.request();
        if (request.version() != HttpVersion.HTTP_2) {
            ChannelPipeline pipeline =
                    ((ConnectionBase) request.connection()).channel().pipeline();
            if (pipeline.get(PipelinedRequestHandler.class) == null) {
                pipeline.addBefore(VERTX_HANDLER, null, new PipelinedRequestHandler());
                pipeline.addBefore(
                        VERTX_HANDLER,
                        null,
                        new UnframedResponseHandler(request.method().equals(HttpMethod.HEAD)));
            }
        }
        http.next();
    }
}
