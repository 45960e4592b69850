package dev.roomscribe.api.problem;

import dev.roomscribe.api.audit.AuditTrail;
import dev.roomscribe.api.audit.RequestId;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/** Answers a request with a problem document before it reaches a resource. */
public final class ProblemResponse {
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

    /** Sends the document and closes an HTTP/1 connection after it, because the body of the request will not be received. */
    public static void sendAndClose(RoutingContext http, Problem problem) {
        HttpServerResponse response = head(http, problem);
        if (http.request().version() == HttpVersion.HTTP_2) {
            var unused = response.end(problem.of(http).json());
            return;
        }
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        var unused = response.end(problem.of(http).json())
                .onComplete(sent -> http.request().connection().close());
    }

    private static HttpServerResponse head(RoutingContext http, Problem problem) {
        AuditTrail.explain(http, problem.reason());
        return http.response()
                .setStatusCode(problem.status())
                .putHeader(RequestId.HEADER, RequestId.of(http))
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE.toString());
    }
}
