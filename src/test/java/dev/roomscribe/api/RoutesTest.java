package dev.roomscribe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;
import org.junit.jupiter.api.Test;

/**
 * What the running service serves on its public port. Together with {@link AccessTest}, which tries every operation of the
 * OpenAPI document with every credential, this leaves no route without a rule: a new one fails here until it is in the document
 * or in one of these lists.
 */
@QuarkusTest
@TestProfile(KeysProfile.class)
class RoutesTest {
    private static final Pattern HANDLER = Pattern.compile("([\\w.$]+?)(?:\\$\\$Lambda[\\w$/]*)?@[0-9a-f]+");

    /** Of tests. */
    private static final Set<String> OF_TESTS = Set.of("GET /failing-file/{pieces}");

    /**
     * All routes of the router: methods, path and handler. Those of all paths prepare a request, pass it on, or answer what nothing
     * else has answered. The others, and static files, are public: they respond with what is the same for every client.
     */
    private static final List<String> LISTED = """
            * / io.quarkus.vertx.http.runtime.options.HttpServerCommonHandlers
            * / org.jboss.resteasy.reactive.server.vertx.ResteasyReactiveVertxHandler
            * / org.jboss.resteasy.reactive.server.vertx.ResteasyReactiveVertxHandler
            * /* dev.roomscribe.api.MaxBodySizeFilter
            * /* dev.roomscribe.api.audit.AuditTrail
            * /* dev.roomscribe.api.connection.ClosedResponses
            * /* dev.roomscribe.api.connection.HeadResponses
            * /* dev.roomscribe.api.connection.Http1Connections
            * /* dev.roomscribe.api.guard.RequestDeadlines
            * /* dev.roomscribe.api.request.FailedRequests
            * /* dev.roomscribe.api.request.OperationsPaths
            * /* dev.roomscribe.api.request.RequestFilter
            * /* dev.roomscribe.api.request.SwaggerUi
            * /* io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder
            * /* io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder
            * /* io.quarkus.resteasy.reactive.server.runtime.observability.ObservabilityIntegrationRecorder
            * /* io.quarkus.vertx.http.runtime.QuarkusErrorHandler
            * /* io.quarkus.vertx.http.runtime.VertxHttpRecorder
            * /* io.quarkus.vertx.http.runtime.options.HttpServerCommonHandlers
            * /q/openapi io.vertx.ext.web.impl.BlockingHandlerDecorator
            * /q/openapi.json io.quarkus.smallrye.openapi.runtime.OpenApiHandler
            * /q/openapi.yaml io.quarkus.smallrye.openapi.runtime.OpenApiHandler
            * /q/openapi.yml io.quarkus.smallrye.openapi.runtime.OpenApiHandler
            * /q/swagger-ui io.quarkus.vertx.http.runtime.webjar.WebJarStaticHandler
            * /q/swagger-ui io.quarkus.vertx.http.runtime.webjar.WebJarStaticHandler
            GET /* io.quarkus.vertx.http.runtime.options.HttpServerCommonHandlers
            GET,HEAD,OPTIONS /* io.quarkus.vertx.http.runtime.StaticResourcesRecorder
            HEAD /* io.quarkus.vertx.http.runtime.options.HttpServerCommonHandlers
            """.lines().toList();

    @Inject
    Router router;

    @Test
    void everyMethodOfEveryResourceIsInTheOpenApiDocument() throws IOException {
        Set<String> documented = AccessTest.operations().stream()
                .map(operation -> operation.method() + " " + operation.path())
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> served = served();
        served.removeAll(OF_TESTS);
        assertThat(served).isEqualTo(documented);
    }

    @Test
    void everyOtherRouteIsListedHere() {
        assertThat(routes(router, "").sorted().toList()).isEqualTo(LISTED);
    }

    /** Returns what Quarkus REST serves, also of resources that are not in a list of this project. */
    private static Set<String> served() {
        Set<String> served = new TreeSet<>();
        RuntimeResourceVisitor.visitRuntimeResources(
                "", ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(), new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(String method, String path, RuntimeResource resource) {
                        served.add(method + " " + path.replaceAll(":[^}]*}", "}"));
                    }
                });
        return served;
    }

    private static Stream<String> routes(Router router, String prefix) {
        return router.getRoutes().stream().flatMap(route -> {
            String path = (prefix + (route.getPath() == null ? "/*" : route.getPath())).replace("//", "/");
            return route.getSubRouter() == null
                    ? Stream.of(methods(route) + " " + path + " " + handlers(route))
                    : routes(route.getSubRouter(), path);
        });
    }

    /** Returns the classes of the handlers of a route; Vert.x does not tell them in another way. */
    private static String handlers(Route route) {
        return HANDLER.matcher(route.toString())
                .results()
                .map(handler -> handler.group(1).replaceAll("\\$\\d+$", ""))
                .filter(handler -> !handler.equals("RouteImpl"))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private static String methods(Route route) {
        return route.methods() == null || route.methods().isEmpty()
                ? "*"
                : route.methods().stream().map(HttpMethod::name).sorted().collect(Collectors.joining(","));
    }
}
