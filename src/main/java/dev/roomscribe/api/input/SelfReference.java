package dev.roomscribe.api.input;

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
}
