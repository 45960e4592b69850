package dev.roomscribe.api;

import dev.roomscribe.api.connection.ClientResponse;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemResponse;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the bodies of requests, and answers one that is too large with a problem document. The signature of a webhook of
 * Fishjam covers its body, so the body is read before it can be trusted: a large one is accepted only with a header that can
 * be a signature, and only a few are read at the same time. {@code quarkus.http.limits.max-body-size} is the largest limit
 * here, and the reader of bodies is given the one of the request, for a body of unknown length.
 */
@Singleton
class MaxBodySizeFilter {
    /** Runs before the handlers that read bodies: filters with a higher priority run earlier. */
    private static final int PRIORITY = 1_000;

    /** The order of the route that sets the limit for bodies of unknown length after Quarkus has set its own. */
    private static final int AFTER_QUARKUS = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT + 1;

    /** The entry of the routing context where the reader of bodies finds its limit. */
    private static final String QUARKUS_LIMIT = "io.quarkus.max-request-size";

    static final int MAX_BYTES = 64 << 10;
    /** Fishjam can send many notifications in one request. */
    static final int MAX_WEBHOOK_BYTES = 1 << 20;
    /** How many bodies of more than {@link #MAX_BYTES} may be read at the same time. */
    static final int MAX_LARGE_BODIES = 16;

    private static final Pattern SIGNATURE = Pattern.compile("\\s*(sha256=)?[0-9a-f]{64}\\s*");

    private final Semaphore largeBodies = new Semaphore(MAX_LARGE_BODIES);

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    void register(@Observes Router router) {
        router.route().order(AFTER_QUARKUS).handler(http -> {
            http.put(QUARKUS_LIMIT, (long) limit(http.request()));
            http.next();
        });
    }

    private void check(RoutingContext http) {
        HttpServerRequest request = http.request();
        int limit = limit(request);
        long length = length(request);
        if (length > limit) {
            refuse(http, limit);
            return;
        }
        boolean large = limit > MAX_BYTES && (length < 0 || length > MAX_BYTES);
        if (large && !largeBodies.tryAcquire()) {
            http.response().putHeader("Retry-After", "1");
            ProblemResponse.sendAndClose(
                    http, Problem.Type.FULL.with("Too many large webhooks are received at the same time."));
            return;
        }
        if (large) {
            new ClientResponse(http).onEnd(largeBodies::release);
        }
        http.next();
    }

    private static void refuse(RoutingContext http, int limit) {
        ProblemResponse.sendAndClose(
                http, Problem.Type.BODY_TOO_LARGE.with("A body may have at most " + limit + " bytes."));
    }

    private static int limit(HttpServerRequest request) {
        boolean signedWebhook = FishjamWebhookResource.PATH.equals(request.path())
                && isSignature(request.getHeader(FishjamWebhookResource.SIGNATURE_HEADER));
        return signedWebhook ? MAX_WEBHOOK_BYTES : MAX_BYTES;
    }

    private static boolean isSignature(@Nullable String header) {
        return header != null && SIGNATURE.matcher(header).matches();
    }

    /** Returns the length of the body in bytes, -1 if the request does not state it. */
    private static long length(HttpServerRequest request) {
        String header = request.getHeader("Content-Length");
        try {
            return header == null ? -1 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
