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
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
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
    /** Routes of Quarkus that respond by themselves. They need no credential. */
    private static final Set<String> PUBLIC = Set.of();

    /** Routes that prepare or pass on every request, or answer the ones that nothing else has answered. */
    private static final Set<String> OF_ALL_PATHS = Set.of();

    @Inject
    Router router;

    @Test
    void everyMethodOfEveryResourceIsInTheOpenApiDocument() throws IOException {
        Set<String> documented = AccessTest.operations().stream()
                .map(operation -> operation.method() + " " + operation.path())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(served()).isEqualTo(documented);
    }

    @Test
    void everyOtherRouteIsListedHere() {
        Set<String> listed = Stream.of(PUBLIC, OF_ALL_PATHS)
                .flatMap(Collection::stream)
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> actual = new TreeSet<>(routes(router, "").toList());
        assertThat(actual).isEqualTo(listed);
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
            String path = prefix + (route.getPath() == null ? "/*" : route.getPath());
            return route.getSubRouter() == null
                    ? Stream.of(methods(route) + " " + path)
                    : routes(route.getSubRouter(), path);
        });
    }

    private static String methods(Route route) {
        return route.methods() == null || route.methods().isEmpty()
                ? "*"
                : route.methods().stream().map(HttpMethod::name).sorted().collect(Collectors.joining(","));
    }
}
