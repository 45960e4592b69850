package dev.roomscribe.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.roomscribe.api.access.Public;
import dev.roomscribe.api.access.Requires;
import dev.roomscribe.security.access.Scope;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every method of the resources says what it needs, and the OpenAPI document says the same. */
class AccessRulesTest {
    private static final String PUBLIC = "public";

    private static Stream<Method> methods() {
        return AllowedMethods.RESOURCES.stream()
                .flatMap(resource -> Arrays.stream(resource.getDeclaredMethods()))
                .filter(method -> !verb(method).isEmpty());
    }

    /** Returns the HTTP method that a Java method handles; empty if it handles none. */
    private static String verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type -> type.getAnnotation(HttpMethod.class).value())
                .findFirst()
                .orElse("");
    }

    private static String route(Method method) {
        String path =
                path(method.getDeclaringClass().getAnnotation(Path.class)) + path(method.getAnnotation(Path.class));
        return verb(method) + " " + (path.isEmpty() ? "/" : path.replaceAll(":[^}]*}", "}"));
    }

    private static String path(Path annotation) {
        return annotation == null || annotation.value().equals("/") ? "" : annotation.value();
    }

    @Test
    void everyResourceIsAmongThoseWhoseMethodsAreListed() throws IOException {
        java.nio.file.Path root = java.nio.file.Path.of("target/classes");
        try (Stream<java.nio.file.Path> files = Files.walk(root.resolve("dev/roomscribe/api"))) {
            assertThat(AllowedMethods.RESOURCES)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> root.relativize(file).toString())
                                    .filter(name -> name.endsWith(".class"))
                                    .<Class<?>>map(AccessRulesTest::load)
                                    .filter(type -> type.isAnnotationPresent(Path.class))
                                    .toList());
        }
    }

    private static Class<?> load(String file) {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        try {
            return Class.forName(name, false, AccessRulesTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyMethodIsEitherPublicOrNamesItsScopes() {
        assertThat(methods()).isNotEmpty().allSatisfy(method -> {
            Requires rule = method.getAnnotation(Requires.class);
            assertThat(method.isAnnotationPresent(Public.class)).isNotEqualTo(rule != null);
            assertThat(rule == null || rule.value().length > 0).isTrue();
        });
    }

    @Test
    void onlyPagesAndMethodsThatCheckTheirRequestsThemselvesArePublic() {
        assertThat(methods()
                        .filter(method -> method.isAnnotationPresent(Public.class))
                        .map(AccessRulesTest::route))
                .containsExactlyInAnyOrder(
                        "GET /",
                        "GET /rooms/{roomId}/captions",
                        "POST /fishjam/webhooks",
                        "GET /sign-in",
                        "POST /sign-in",
                        "DELETE /sign-in");
    }

    @Test
    void scopesAreThoseOfTheOpenApiDocument() throws IOException {
        Map<String, Set<String>> enforced = new TreeMap<>();
        methods().forEach(method -> {
            Requires rule = method.getAnnotation(Requires.class);
            Set<String> scopes = enforced.computeIfAbsent(route(method), unused -> new TreeSet<>());
            // With two methods of a path, the document names what both need.
            Set<String> needed = rule == null
                    ? Set.of(PUBLIC)
                    : new TreeSet<>(
                            Arrays.stream(rule.value()).map(Scope::value).toList());
            if (scopes.isEmpty()) {
                scopes.addAll(needed);
            } else {
                scopes.retainAll(needed);
            }
        });

        assertThat(documented()).isEqualTo(enforced);
    }

    private static Map<String, Set<String>> documented() throws IOException {
        JsonNode paths = new YAMLMapper()
                .readTree(AccessRulesTest.class.getResourceAsStream("/META-INF/openapi.yaml"))
                .path("paths");
        Map<String, Set<String>> documented = new TreeMap<>();
        paths.properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (!operation.getKey().equals("parameters")) {
                        documented.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                scopes(operation.getValue().path("security")));
                    }
                }));
        return documented;
    }

    private static Set<String> scopes(JsonNode security) {
        assertThat(security.isArray()).isTrue();
        Set<String> scopes = new TreeSet<>();
        security.path(0).path("bearer").forEach(scope -> scopes.add(scope.asText()));
        if (scopes.isEmpty()) {
            return Set.of(PUBLIC);
        }
        assertThat(security.path(1).path("cookie")).isEqualTo(security.path(0).path("bearer"));
        return scopes;
    }
}
