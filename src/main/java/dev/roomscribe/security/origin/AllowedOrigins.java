package dev.roomscribe.security.origin;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** The web origins whose pages may use the service: its own and those in the configuration. */
public final class AllowedOrigins {
    private final Set<WebOrigin> others;

    /**
     * @param others the origins other than the service's own, such as {@code https://meet.example.com}
     * @throws IllegalArgumentException if one is not an origin with the scheme {@code http} or {@code https}
     */
    public AllowedOrigins(Collection<String> others) {
        this.others = others.stream()
                .map(origin -> WebOrigin.parse(origin)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "\"" + origin + "\" is not an origin, such as https://meet.example.com")))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether there are others than the service's own. */
    public boolean hasOthers() {
        return !others.isEmpty();
    }

    /** Returns whether the value of an {@code Origin} header is one of the others. */
    public boolean isOther(String origin) {
        return WebOrigin.parse(origin).filter(others::contains).isPresent();
    }

    /**
     * Returns whether the value of an {@code Origin} header is the service's own.
     *
     * @param scheme the scheme of the request. An origin with {@code https} is the service's own also if the request arrived
     *     with {@code http}, because a proxy may have ended TLS
     * @param target what the request is addressed to
     */
    public static boolean isOwn(String origin, String scheme, Authority target) {
        return WebOrigin.parse(origin)
                .filter(parsed ->
                        parsed.scheme().equals("https") || parsed.scheme().equals(scheme))
                .filter(parsed -> parsed.equals(WebOrigin.of(parsed.scheme(), target)))
                .isPresent();
    }
}
