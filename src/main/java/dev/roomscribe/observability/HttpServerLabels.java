package dev.roomscribe.observability;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives the meters of Quarkus's HTTP servers labels from a fixed set. Quarkus labels a request that no resource matches with
 * its path, and every request with its method, so that any client could use up the labels: after a hundred, requests with
 * other labels are not counted.
 */
@Singleton
class HttpServerLabels implements MeterFilter {
    private static final String PREFIX = "http.server.";
    private static final String URI = "uri";
    private static final String METHOD = "method";
    private static final String PORT = "server.port";
    private static final String UNKNOWN = "UNKNOWN";

    /** The values of Quarkus that are not paths. */
    private static final Set<String> QUARKUS_URIS = Set.of("NOT_FOUND", "REDIRECTION", "root", "/cors-preflight");

    /** The templates of the resources. */
    private static final Set<String> ROUTES = Set.of(
            "/fishjam/webhooks",
            "/rooms",
            "/rooms/{roomId}/captions",
            "/rooms/{roomId}/tokens",
            "/rooms/{roomId}/transcribe",
            "/rooms/{roomId}/transcribe/announcement",
            "/rooms/{roomId}/transcribe/finalize",
            "/rooms/{roomId}/transcribe/pause",
            "/rooms/{roomId}/transcript",
            "/rooms/{roomId}/transcript.{suffix}",
            "/rooms/{roomId}/transcript/events",
            "/rooms/{roomId}/transcript/sessions",
            "/search",
            "/sessions",
            "/sign-in");

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT");

    /** The meters of a server rather than of a request; those with a fixed port have its number as a label. */
    private static final Set<String> SERVER_METERS = Set.of(
            "http.server.active.connections",
            "http.server.active.requests",
            "http.server.bytes.read",
            "http.server.bytes.written",
            "http.server.connections",
            "http.server.errors");

    /** The pattern of a path parameter, as in <code>{suffix: vtt|srt}</code>. */
    private static final Pattern PARAMETER_PATTERN = Pattern.compile("\\{(\\w+):[^}]*}");

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!id.getName().startsWith(PREFIX)) {
            return id;
        }
        List<Tag> tags = new ArrayList<>();
        for (Tag tag : id.getTagsAsIterable()) {
            tags.add(
                    switch (tag.getKey()) {
                        case URI -> Tag.of(URI, route(tag.getValue()));
                        case METHOD -> Tag.of(METHOD, METHODS.contains(tag.getValue()) ? tag.getValue() : UNKNOWN);
                        default -> tag;
                    });
        }
        // Prometheus registers only the first of two meters of a name whose labels have other keys.
        if (SERVER_METERS.contains(id.getName()) && id.getTag(PORT) == null) {
            tags.add(Tag.of(PORT, "0"));
        }
        return id.replaceTags(tags);
    }

    private static String route(String uri) {
        if (QUARKUS_URIS.contains(uri)) {
            return uri;
        }
        String route = PARAMETER_PATTERN.matcher(uri).replaceAll("{$1}");
        if (ROUTES.contains(route)) {
            return route;
        }
        return uri.equals("/captions.js") || uri.startsWith("/captions/") || uri.startsWith("/page/")
                ? "/{script}"
                : UNKNOWN;
    }
}
