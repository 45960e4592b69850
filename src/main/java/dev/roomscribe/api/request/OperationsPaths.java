package dev.roomscribe.api.request;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemResponse;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/** Restricts the paths of Quarkus to reading: it answers every method in the same way as GET. */
@Singleton
class OperationsPaths {
    private static final int PRIORITY = 9_300;
    private static final String PREFIX = "/q/";
    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    void register(@Observes Filters filters) {
        filters.register(OperationsPaths::check, PRIORITY);
    }

    void register(@Observes ManagementInterface management) {
        management.router().route().order(-PRIORITY).handler(OperationsPaths::check);
    }

    private static void check(RoutingContext http) {
        if (!http.normalizedPath().startsWith(PREFIX)
                || METHODS.contains(http.request().method())) {
            http.next();
            return;
        }
        http.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS");
        ProblemResponse.send(
                http,
                Problem.Type.METHOD_NOT_ALLOWED.with(
                        "This path can only be read; its methods are GET, HEAD, OPTIONS."));
    }
}
