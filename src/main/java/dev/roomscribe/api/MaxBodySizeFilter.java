package dev.roomscribe.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.api.connection.ClientResponse;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
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
 * here.
 */
@Singleton
class MaxBodySizeFilter {
    /** Runs before the handlers that read bodies: filters with a higher priority run earlier. */
    private static final int PRIORITY = 1_000;
    /** Runs after Quarkus has set its own limit for a body of unknown length, and before the body is read. */
    private static final int AFTER_QUARKUS = 1;

    static final int MAX_BYTES = 64 << 10;
    /** Fishjam can send many notifications in one request. */
    static final int MAX_WEBHOOK_BYTES = 1 << 20;
    /** How many bodies of more than {@link #MAX_BYTES} may be read at the same time. */
    static final int MAX_LARGE_BODIES = 16;

    private static final Pattern SIGNATURE = Pattern.compile("\\s*(sha256=)?[0-9a-f]{64}\\s*");

    private final ObjectMapper json;
    private final Semaphore largeBodies = new Semaphore(MAX_LARGE_BODIES);

    MaxBodySizeFilter(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
        filters.register(MaxBodySizeFilter::limitUnknownLength, AFTER_QUARKUS);
    }

    private void check(RoutingContext http) {
        int limit = limit(http.request());
        long length = length(http.request());
        if (length > limit) {
            refuse(http, Problem.Type.BODY_TOO_LARGE.with("A body may have at most " + limit + " bytes."));
        } else if (limit == MAX_BYTES || (length >= 0 && length <= MAX_BYTES)) {
            http.next();
        } else if (largeBodies.tryAcquire()) {
            new ClientResponse(http).onEnd(largeBodies::release);
            http.next();
        } else {
            http.response().putHeader("Retry-After", "1");
            refuse(http, Problem.Type.FULL.with("Too many large webhooks are received at the same time."));
        }
    }

    private static void limitUnknownLength(RoutingContext http) {
        if (length(http.request()) < 0) {
            http.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, (long) limit(http.request()));
        }
        http.next();
    }

    private static int limit(HttpServerRequest request) {
        boolean signedWebhook = FishjamWebhookResource.PATH.equals(request.path())
                && isSignature(request.getHeader(FishjamWebhookResource.SIGNATURE_HEADER));
        return signedWebhook ? MAX_WEBHOOK_BYTES : MAX_BYTES;
    }

    private static boolean isSignature(@Nullable String header) {
        return header != null && SIGNATURE.matcher(header).matches();
    }

    private void refuse(RoutingContext http, Problem problem) {
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
