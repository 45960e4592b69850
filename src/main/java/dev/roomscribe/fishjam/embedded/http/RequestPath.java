package dev.roomscribe.fishjam.embedded.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a request's path that belongs to Fishjam's API, decoded. The prefix before it is ignored, and a double
 * slash counts as one: the official clients send both, depending on the URL that they are given.
 */
public record RequestPath(List<String> segments) {
    private static final Set<String> ROOTS = Set.of("room", "validate", "socket", "faults");

    /**
     * Parses a path.
     *
     * @throws IllegalArgumentException if a segment is not validly percent-encoded
     */
    public static RequestPath of(@Nullable String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String segment : (rawPath == null ? "" : rawPath).split("/", -1)) {
            boolean prefix = segments.isEmpty() && !ROOTS.contains(segment);
            if (!segment.isEmpty() && !prefix) {
                segments.add(QueryStringDecoder.decodeComponent(segment.replace("+", "%2B")));
            }
        }
        return new RequestPath(List.copyOf(segments));
    }

    /** Returns the route: the path with {@code *} in place of each id. */
    public String route() {
        StringBuilder route = new StringBuilder();
        for (int i = 0; i < segments.size(); i++) {
            boolean id = segments.get(0).equals("room") && (i == 1 || i == 3);
            route.append(i == 0 ? "" : "/").append(id ? "*" : segments.get(i));
        }
        return route.toString();
    }

    String roomId() {
        return segments.get(1);
    }

    String peerId() {
        return segments.get(3);
    }
}
