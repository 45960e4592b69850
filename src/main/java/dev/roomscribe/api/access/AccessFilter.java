package dev.roomscribe.api.access;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Provider;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Checks every request once Quarkus REST has resolved the method that will handle it. A check of the path would have to find
 * the method in the same way as Quarkus REST does, for every form in which a path can be written.
 */
class AccessFilter {
    private static final String ROOM = "roomId";

    /** Filters are created before the service starts, and the check needs what the start opens. */
    private final Provider<AccessControl> access;

    AccessFilter(Provider<AccessControl> access) {
        this.access = access;
    }

    @ServerRequestFilter
    public Uni<Void> check(ResourceInfo resource, UriInfo uri, RoutingContext http) {
        return access.get()
                .admit(resource.getResourceMethod(), uri.getPathParameters().getFirst(ROOM), http);
    }
}
