package dev.roomscribe.api;

import dev.roomscribe.api.connection.ClientResponse;
import dev.roomscribe.api.guard.Http2Body;
import dev.roomscribe.api.limit.Clients;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemResponse;
import dev.roomscribe.security.limit.ConcurrencyLimit;
import dev.roomscribe.security.limit.TrustedProxies;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the bodies of requests, and answers one that is too large with a problem document. The signature of a webhook of
 * Fishjam covers its body, so the body is read before it can be trusted: a large one is accepted only with a header that can
 * be a signature, and only a few are read at the same time. {@code quarkus.http.limits.max-body-size} is the largest limit
 * here. A chunked body is received here, and one of unknown length over HTTP/2 is counted, because its size is known only at
 * its end. No body blocks a thread while it is received: {@code quarkus.rest.input-buffer-size} is larger than any limit here.
 */
@Singleton
class MaxBodySizeFilter {
    /** Runs before the handlers that read bodies: filters with a higher priority run earlier. */
    private static final int PRIORITY = 1_000;

    static final int MAX_BYTES = 64 << 10;
    /** Fishjam can send many notifications in one request. */
    static final int MAX_WEBHOOK_BYTES = 1 << 20;
    /** How many bodies of more than {@link #MAX_BYTES} may be read at the same time. */
    static final int MAX_LARGE_BODIES = 16;

    /** How many of them one address may send, because a header that can be a signature may also be invented. */
    static final int MAX_LARGE_BODIES_PER_ADDRESS = 4;

    private static final Pattern SIGNATURE = Pattern.compile("\\s*(sha256=)?[0-9a-f]{64}\\s*");

    private final ConcurrencyLimit largeBodies =
            new ConcurrencyLimit(MAX_LARGE_BODIES, MAX_LARGE_BODIES_PER_ADDRESS, TrustedProxies.of(List.of()));

    private final Clients clients;

    MaxBodySizeFilter(Clients clients) {
        this.clients = clients;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
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
        InetAddress address = clients.of(http).address();
        if (large && !largeBodies.tryAcquire(address)) {
            http.response().putHeader("Retry-After", "1");
            ProblemResponse.sendAndClose(
                    http, Problem.Type.FULL.with("Too many large webhooks are received at the same time."));
            return;
        }
        if (large) {
            new ClientResponse(http).onEnd(() -> largeBodies.release(address));
        }
        boolean chunked = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        if (chunked) {
            receive(http, limit);
            return;
        }
        if (length < 0) {
            Http2Body.limit(http, limit, () -> refuse(http, limit));
        }
        http.next();
    }

    private static void receive(RoutingContext http, int limit) {
        HttpServerRequest request = http.request();
        Buffer body = Buffer.buffer();
        request.handler(bytes -> {
            if (body.length() + bytes.length() <= limit) {
                body.appendBuffer(bytes);
            } else if (!http.response().ended()) {
                refuse(http, limit);
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
            // The client sends its body from now on; a refusal must receive it.
            request.headers().remove(HttpHeaders.EXPECT);
        }
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
