package dev.roomscribe.api.request;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemResponse;
import dev.roomscribe.api.problem.Refusals;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Answers requests that Vert.x refuses with a problem document. The handler of Quarkus would log each of them as an error and
 * answer some of them with an empty response.
 */
@Singleton
class FailedRequests {
    /** Runs before the failure handlers of Quarkus. */
    private static final int ORDER = -9_000;

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int INTERNAL_ERROR = 500;

    void register(@Observes Router router) {
        answerFailures(router);
    }

    void register(@Observes ManagementInterface management) {
        answerFailures(management.router());
    }

    private static void answerFailures(Router router) {
        router.route().order(ORDER).failureHandler(FailedRequests::onFailure);
        // Called for failures to which no failure handler applies, such as those while a handler is looked for.
        router.errorHandler(BAD_REQUEST, FailedRequests::answer);
    }

    private static void onFailure(RoutingContext http) {
        if (http.statusCode() >= BAD_REQUEST
                && http.statusCode() < INTERNAL_ERROR
                && !isAuthentication(http)
                && !http.response().headWritten()) {
            answer(http);
        } else {
            http.next();
        }
    }

    /** Returns whether authentication failed: Quarkus then sends the challenge of its authentication mechanism. */
    private static boolean isAuthentication(RoutingContext http) {
        return http.failure() != null && (http.statusCode() == UNAUTHORIZED || http.statusCode() == FORBIDDEN);
    }

    private static void answer(RoutingContext http) {
        if (!http.response().headWritten()) {
            ProblemResponse.send(http, problem(http));
        }
    }

    private static Problem problem(RoutingContext http) {
        HttpServerRequest request = http.request();
        return http.failure() != null && HostCheck.target(request).isEmpty()
                ? Problem.Type.BAD_REQUEST.with(HostCheck.NO_HOST)
                : Refusals.of(http.statusCode());
    }
}
