package dev.roomscribe.api;

import dev.roomscribe.api.signin.SignInResource;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The methods of each path, read from the annotations of the resources. If a path does not support the method of a request,
 * Quarkus REST does not say which it supports, and in part of the cases not even that the path exists.
 */
final class AllowedMethods {
    /** All resources. */
    static final List<Class<?>> RESOURCES = List.of(
            CaptionsPage.class,
            FishjamWebhookResource.class,
            RoomsPage.class,
            RoomsResource.class,
            SearchResource.class,
            SessionsResource.class,
            SignInResource.class,
            TokensResource.class,
            TranscribeResource.class,
            TranscriptResource.class);

    private static final Pattern TEMPLATE = Pattern.compile("\\{\\w+(?::\\s*([^}]+))?}");
    private static final Pattern STATIC_FILE = Pattern.compile("(/[\\w-]+)*/[\\w-]+\\.\\w+");

    private static final List<Route> ROUTES =
            RESOURCES.stream().flatMap(AllowedMethods::routes).toList();

    private record Route(Pattern path, String method) {}

    private AllowedMethods() {}

    /** Returns the methods of a path in alphabetical order; empty if there is no such path. */
    static SortedSet<String> of(String path) {
        SortedSet<String> methods = new TreeSet<>();
        ROUTES.stream().filter(route -> route.path.matcher(path).matches()).forEach(route -> methods.add(route.method));
        if (isStaticFile(path)) {
            methods.add(HttpMethod.GET);
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return Collections.unmodifiableSortedSet(methods);
    }

    private static boolean isStaticFile(String path) {
        return STATIC_FILE.matcher(path).matches()
                && AllowedMethods.class.getResource("/META-INF/resources" + path) != null;
    }

    private static Stream<Route> routes(Class<?> resource) {
        String prefix = path(resource.getAnnotation(Path.class));
        return Arrays.stream(resource.getDeclaredMethods()).flatMap(method -> routes(prefix, method));
    }

    private static Stream<Route> routes(String prefix, Method method) {
        Pattern path = pattern(prefix + path(method.getAnnotation(Path.class)));
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type ->
                        new Route(path, type.getAnnotation(HttpMethod.class).value()));
    }

    private static String path(@Nullable Path annotation) {
        return annotation == null || annotation.value().equals("/") ? "" : annotation.value();
    }

    private static Pattern pattern(String template) {
        StringBuilder regex = new StringBuilder();
        Matcher parameter = TEMPLATE.matcher(template);
        int end = 0;
        while (parameter.find()) {
            regex.append(Pattern.quote(template.substring(end, parameter.start())));
            regex.append(parameter.group(1) == null ? "[^/]+" : "(?:" + parameter.group(1) + ")");
            end = parameter.end();
        }
        regex.append(Pattern.quote(template.substring(end))).append("/?");
        return Pattern.compile(regex.toString());
    }
}
