package dev.roomscribe.api.input;

import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;

/**
 * References to what a request is addressed to. They are relative to the URL of the request: a proxy may have removed a
 * prefix from the path, which the service does not know.
 */
public final class SelfReference {
    private SelfReference() {}

    /**
     * Returns the last segment of a path, in a form that every client resolves to the path itself. A reference that consists
     * of a query only is not such a form: {@link java.net.URI#resolve} replaces the last segment with it.
     *
     * @param path of the request, percent-encoded; may end with a slash
     */
    public static String of(String path) {
        boolean endsWithSlash = path.endsWith("/");
        String trimmed = endsWithSlash ? path.substring(0, path.length() - 1) : path;
        String segment = trimmed.substring(trimmed.lastIndexOf('/') + 1);
        return endsWithSlash ? "../" + segment : segment;
    }

    /** Returns the reference to the URL of the request with another value of the parameter {@code after}: to the next page. */
    public static String toPageAfter(UriInfo request, String position) {
        return of(request.getRequestUriBuilder().replaceQueryParam("after", position));
    }

    /** Returns the reference to the URL of the request with another query. */
    public static String of(UriBuilder request) {
        URI url = request.build();
        return of(url.getRawPath()) + "?" + url.getRawQuery();
    }
}
