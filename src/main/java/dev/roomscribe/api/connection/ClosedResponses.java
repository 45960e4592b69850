package dev.roomscribe.api.connection;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Ignores the failure of a request whose client has disconnected: there is nothing to answer, and the failure is a result
 * of the disconnect. Otherwise a page or script that is written to a closed HTTP/2 stream would be logged as an error.
 */
@Singleton
class ClosedResponses {
    /** Runs before the failure handlers of Quarkus. */
    private static final int ORDER = -10_000;

    void register(@Observes Router router) {
        router.route().order(ORDER).failureHandler(ClosedResponses::onFailure);
    }

    private static void onFailure(RoutingContext http) {
        if (!http.response().closed()) {
            http.next();
        }
    }
}
