package dev.roomscribe.api.request;

import dev.roomscribe.security.origin.AllowedOrigins;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a request comes from, according to the headers that browsers set and pages cannot change. */
public enum PageOrigin {
    /** A page of the service. */
    OWN,
    /** A page of another origin, of the same site or not. */
    FOREIGN,
    /** The user: an address that was typed, a bookmark. */
    USER,
    /** A client that is not a browser, or a browser that reads over plain HTTP and does not say. */
    UNKNOWN;

    /** What browsers send about the origin of a page, also where they send no {@code Origin}. */
    private static final String FETCH_SITE = "Sec-Fetch-Site";

    public static PageOrigin of(HttpServerRequest request) {
        MultiMap headers = request.headers();
        List<String> origins = headers.getAll(HttpHeaders.ORIGIN);
        PageOrigin site = ofSite(headers.get(FETCH_SITE));
        if (site != UNKNOWN || origins.isEmpty()) {
            return site;
        }
        return origins.stream().allMatch(origin -> isOwn(origin, request)) ? OWN : FOREIGN;
    }

    /** A proxy may have changed the host, so that the page's origin looks foreign; the browser knows. */
    private static PageOrigin ofSite(@Nullable String site) {
        if (site == null) {
            return UNKNOWN;
        }
        return switch (site) {
            case "same-origin" -> OWN;
            case "none" -> USER;
            default -> FOREIGN;
        };
    }

    /** Returns whether the value of an {@code Origin} header is the service's own. */
    static boolean isOwn(String origin, HttpServerRequest request) {
        return HostCheck.target(request)
                .filter(target -> AllowedOrigins.isOwn(origin, request.isSSL() ? "https" : "http", target))
                .isPresent();
    }
}
