package dev.roomscribe.api.request;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemResponse;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Adds a content security policy to Swagger UI, and answers its paths with a problem document while it is off. */
@Singleton
class SwaggerUi {
    private static final int PRIORITY = 9_400;
    private static final String PATH = "/q/swagger-ui";

    /** The page of Quarkus has inline scripts and styles. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final boolean enabled;

    SwaggerUi(@ConfigProperty(name = "quarkus.swagger-ui.enabled", defaultValue = "true") boolean enabled) {
        this.enabled = enabled;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext http) {
        String path = http.normalizedPath();
        if (!path.equals(PATH) && !path.startsWith(PATH + "/")) {
            http.next();
        } else if (enabled) {
            MultiMap headers = http.response().headers();
            headers.set("Content-Security-Policy", POLICY);
            headers.set("Referrer-Policy", "no-referrer");
            http.next();
        } else {
            ProblemResponse.send(
                    http,
                    Problem.Type.NO_SUCH_PATH.with(
                            "Swagger UI is off; set quarkus.swagger-ui.enabled=true, or read the document at …/q/openapi."));
        }
    }
}
