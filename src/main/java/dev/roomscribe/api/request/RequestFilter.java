package dev.roomscribe.api.request;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemResponse;
import dev.roomscribe.security.origin.AllowedHosts;
import dev.roomscribe.security.origin.AllowedOrigins;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Decides for every request, before anything else handles it, whether it is one that the service handles. */
@Singleton
class RequestFilter {
    /** After the filters that observe connections, before all that read or answer requests; higher runs earlier. */
    private static final int PRIORITY = 9_500;

    private final HostCheck host;
    private final OriginCheck origin;
    private final CrossOriginHeaders crossOrigin;

    RequestFilter(AllowedHosts hosts, AllowedOrigins origins) {
        host = new HostCheck(hosts);
        origin = new OriginCheck(origins);
        crossOrigin = new CrossOriginHeaders(origins);
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    /** The management port is for operators: any host name may lead to it, and nothing can be changed there. */
    void register(@Observes ManagementInterface management) {
        management.router().route().order(-PRIORITY).handler(http -> answer(http, form(http)));
    }

    private void check(RoutingContext http) {
        Optional<Problem> fault =
                form(http).or(() -> host.fault(http.request())).or(() -> origin.fault(http.request()));
        if (fault.isPresent() || !crossOrigin.answer(http)) {
            answer(http, fault);
        }
    }

    private static Optional<Problem> form(RoutingContext http) {
        return RequestTarget.fault(http.request().uri())
                .map(Problem.Type.BAD_REQUEST::with)
                .or(() -> HeaderSyntax.fault(http));
    }

    private static void answer(RoutingContext http, Optional<Problem> fault) {
        fault.ifPresentOrElse(problem -> ProblemResponse.send(http, problem), http::next);
    }
}
