package dev.roomscribe.fishjam.embedded;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a request's path that is Fishjam's. Whatever stands before it is left out, and double slashes count as
 * one: the official clients make both from the address they are given.
 */
record RequestPath(List<String> segments) {
    private static final Set<String> ROOTS = Set.of("room", "validate", "socket", "faults");

    static RequestPath of(@Nullable String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String segment : (rawPath == null ? "" : rawPath).split("/", -1)) {
            boolean above = segments.isEmpty() && !ROOTS.contains(segment);
            if (!segment.isEmpty() && !above) {
                segments.add(QueryStringDecoder.decodeComponent(segment.replace("+", "%2B")));
            }
        }
        return new RequestPath(List.copyOf(segments));
    }

    /** Returns the path with a star in place of each id. */
    String shape() {
        StringBuilder shape = new StringBuilder();
        for (int i = 0; i < segments.size(); i++) {
            boolean id = segments.get(0).equals("room") && (i == 1 || i == 3);
            shape.append(i == 0 ? "" : "/").append(id ? "*" : segments.get(i));
        }
        return shape.toString();
    }

    String roomId() {
        return segments.get(1);
    }

    String peerId() {
        return segments.get(3);
    }
}
