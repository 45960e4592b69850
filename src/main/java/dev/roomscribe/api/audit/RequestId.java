package dev.roomscribe.api.audit;

import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id of a request, which its response, its problem document and the audit log contain. A client or a proxy can give it
 * in the header {@value #HEADER}.
 */
public final class RequestId {
    public static final String HEADER = "X-Request-Id";

    private static final String KEY = RequestId.class.getName();
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~-]{1,64}");

    private RequestId() {}

    /** Returns the id of a request: the one in its header if that is well-formed, and otherwise a random one. */
    public static String of(RoutingContext http) {
        String known = http.get(KEY);
        if (known == null) {
            known = choose(http.request().getHeader(HEADER));
            http.put(KEY, known);
        }
        return known;
    }

    /** Returns the id as a URI, for the {@code instance} of a problem document. */
    public static String uriOf(RoutingContext http) {
        return "urn:roomscribe:request:" + of(http);
    }

    private static String choose(@Nullable String given) {
        return given != null && FORM.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
    }
}
