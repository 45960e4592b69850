package dev.roomscribe.api.request;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.security.origin.AllowedOrigins;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Lets pages of the allowed origins read responses (CORS). The same setting decides about reading and about changing, so
 * that an origin is either trusted or not.
 */
final class CrossOriginHeaders {
    private static final String METHODS = "GET, HEAD, POST, DELETE";
    private static final String REQUEST_HEADERS =
            "Accept, Authorization, Cache-Control, Content-Type, If-None-Match, Last-Event-ID, X-Request-Id";
    private static final String RESPONSE_HEADERS =
            "Content-Disposition, ETag, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id";
    private static final String PREFLIGHT_MAX_AGE_SECONDS = "600";

    private static final int NO_CONTENT = 204;

    private final AllowedOrigins allowed;

    CrossOriginHeaders(AllowedOrigins allowed) {
        this.allowed = requireNonNull(allowed, "allowed is null");
    }

    /** Adds the headers that a page needs. Returns whether this has answered the request, because it is a preflight. */
    boolean answer(RoutingContext http) {
        if (!allowed.hasOthers()) {
            return false;
        }
        HttpServerRequest request = http.request();
        MultiMap headers = http.response().headers();
        // Added last, because resources set the header.
        http.addHeadersEndHandler(end -> headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN));
        List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
        if (origins.size() != 1 || !allowed.isOther(origins.get(0))) {
            return false;
        }
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origins.get(0));
        headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
        if (!request.method().equals(HttpMethod.OPTIONS)
                || !request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)) {
            return false;
        }
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
        headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_MAX_AGE_SECONDS);
        var unused = http.response().setStatusCode(NO_CONTENT).end();
        return true;
    }
}
