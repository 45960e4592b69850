package dev.roomscribe.api;

import dev.roomscribe.api.audit.AuditTrail;
import dev.roomscribe.api.problem.Problem;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Adds the id of the request to every problem document, and its type to the audit log. */
class ProblemInstances {
    @ServerResponseFilter
    public void addInstance(ContainerResponseContext response, RoutingContext http) {
        if (response.getEntity() instanceof Problem problem) {
            AuditTrail.explain(http, problem.reason());
            response.setEntity(problem.of(http));
        }
    }
}
