package dev.roomscribe.api.request;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.security.origin.AllowedOrigins;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that change something and come from a page of another web origin. A browser sends such requests for any
 * page, and the user may be in a network that the page's author cannot reach. Clients that are not browsers send no
 * {@code Origin} and are not affected.
 */
final class OriginCheck {
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** What browsers send about the origin of a page, also where they send no {@code Origin}. */
    private static final String FETCH_SITE = "Sec-Fetch-Site";

    /** Pages cannot set this header themselves. */
    private static final String SAME_ORIGIN = "same-origin";

    private static final Set<String> FOREIGN_SITES = Set.of("cross-site", "same-site");

    private final AllowedOrigins allowed;

    OriginCheck(AllowedOrigins allowed) {
        this.allowed = requireNonNull(allowed, "allowed is null");
    }

    /** Returns the problem of a request that changes something and comes from a foreign page. */
    Optional<Problem> fault(HttpServerRequest request) {
        MultiMap headers = request.headers();
        List<String> origins = headers.getAll(HttpHeaders.ORIGIN);
        boolean accepted = READING.contains(request.method())
                // A proxy may have changed the host, so that the page's origin looks foreign.
                || SAME_ORIGIN.equals(headers.get(FETCH_SITE))
                || (origins.isEmpty()
                        ? !isForeign(headers.get(FETCH_SITE))
                        : origins.stream().allMatch(origin -> isAllowed(origin, request)));
        return accepted
                ? Optional.empty()
                : Optional.of(
                        Problem.Type.FOREIGN_ORIGIN.with(
                                "A page of another origin sent this request; the service's operator can allow the origin with roomscribe.http.allowed-origins."));
    }

    private static boolean isForeign(@Nullable String site) {
        return site != null && FOREIGN_SITES.contains(site);
    }

    private boolean isAllowed(String origin, HttpServerRequest request) {
        return allowed.isOther(origin) || PageOrigin.isOwn(origin, request);
    }
}
