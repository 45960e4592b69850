package dev.roomscribe.api.problem;

import dev.roomscribe.api.audit.AuditTrail;
import dev.roomscribe.api.audit.RequestId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/** Answers a request with a problem document before it reaches a resource. */
public final class ProblemResponse {
    /** Long enough for what a client sends before it reads the response. */
    private static final long MAX_DISCARD_MS = 5_000;

    private ProblemResponse() {}

    /** Sends the document. What the client still sends of the body is received and discarded. */
    public static void send(RoutingContext http, Problem problem) {
        HttpServerRequest request = http.request();
        // Such a client sends its body only after a response 100, so what follows may be the body or another request.
        if (!request.isEnded() && request.headers().contains(HttpHeaders.EXPECT)) {
            sendAndClose(http, problem);
            return;
        }
        var unused = head(http, problem).end(problem.of(http).json());
        request.resume();
    }

    /**
     * Sends the document and closes an HTTP/1 connection after it, because the body of the request may be too long to receive.
     * What arrives of it within five seconds is discarded first: TCP discards a response that the client has not read if the
     * connection is closed while bytes of the client are unread.
     */
    public static void sendAndClose(RoutingContext http, Problem problem) {
        HttpServerResponse response = head(http, problem);
        if (http.request().version() == HttpVersion.HTTP_2) {
            var unused = response.end(problem.of(http).json());
            return;
        }
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        Future<Void> sent = response.end(problem.of(http).json());
        var unused = Future.join(sent, discarded(http))
                .onComplete(done -> http.request().connection().close());
    }

    /** Completes when nothing more of the request's body is expected, or when it has been discarded for long enough. */
    private static Future<Void> discarded(RoutingContext http) {
        HttpServerRequest request = http.request();
        if (request.isEnded() || request.headers().contains(HttpHeaders.EXPECT)) {
            return Future.succeededFuture();
        }
        Promise<Void> discarded = Promise.promise();
        long timer = http.vertx().setTimer(MAX_DISCARD_MS, expired -> discarded.tryComplete());
        request.handler(bytes -> {})
                .endHandler(end -> discarded.tryComplete())
                .exceptionHandler(failure -> discarded.tryComplete())
                .resume();
        return discarded.future().onComplete(done -> http.vertx().cancelTimer(timer));
    }

    private static HttpServerResponse head(RoutingContext http, Problem problem) {
        AuditTrail.explain(http, problem.reason());
        return http.response()
                .setStatusCode(problem.status())
                .putHeader(RequestId.HEADER, RequestId.of(http))
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE.toString());
    }
}
