package dev.roomscribe.api;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemResponse;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request whose body exceeds {@code quarkus.http.limits.max-body-size} with a problem document. Without this
 * filter Quarkus answers it with an empty 413. A chunked body is received here, because its size is known only at its end.
 */
@Singleton
class MaxBodySizeFilter {
    /** Runs before the handlers that read bodies: filters with a higher priority run earlier. */
    private static final int PRIORITY = 1_000;

    private final long maxBytes;

    MaxBodySizeFilter(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize) {
        maxBytes = maxBodySize.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext http) {
        HttpServerRequest request = http.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (parse(length) > maxBytes) {
            refuse(http);
        } else if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            receive(http);
        } else {
            http.next();
        }
    }

    private void receive(RoutingContext http) {
        HttpServerRequest request = http.request();
        Buffer body = Buffer.buffer();
        request.handler(bytes -> {
            if (body.length() + bytes.length() <= maxBytes) {
                body.appendBuffer(bytes);
            } else if (!http.response().ended()) {
                refuse(http);
            }
        });
        request.endHandler(end -> {
            if (!http.response().ended()) {
                ((RoutingContextInternal) http).setBody(body);
                http.next();
            }
        });
        String expected = request.getHeader(HttpHeaders.EXPECT);
        if (expected != null && expected.equalsIgnoreCase("100-continue")) {
            http.response().writeContinue();
        }
    }

    private void refuse(RoutingContext http) {
        ProblemResponse.sendAndClose(
                http, Problem.Type.BODY_TOO_LARGE.with("A body may have at most " + maxBytes + " bytes."));
    }

    private static long parse(@Nullable String length) {
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
