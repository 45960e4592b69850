package dev.roomscribe.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request whose {@code Content-Length} exceeds {@code quarkus.http.limits.max-body-size} with a problem
 * document. Without this filter Quarkus answers it with an empty 413.
 */
@Singleton
class MaxBodySizeFilter {
    /** Runs before the handlers that read bodies: filters with a higher priority run earlier. */
    private static final int PRIORITY = 1_000;

    private final long maxBytes;
    private final ObjectMapper json;

    MaxBodySizeFilter(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize, ObjectMapper json) {
        maxBytes = maxBodySize.asLongValue();
        this.json = json;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext http) {
        if (contentLength(http.request().getHeader("Content-Length")) <= maxBytes) {
            http.next();
            return;
        }
        Problem problem = Problem.Type.BODY_TOO_LARGE
                .with("A body may have at most " + maxBytes + " bytes.")
                .of(http);
        http.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE.toString())
                // The body is not read, so the connection cannot be used for another request.
                .putHeader("Connection", "close")
                .end(toJson(problem));
    }

    private String toJson(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long contentLength(@Nullable String header) {
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
