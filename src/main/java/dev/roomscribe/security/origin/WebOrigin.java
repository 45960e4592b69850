package dev.roomscribe.security.origin;

import java.util.Locale;
import java.util.Optional;

/**
 * The origin of a web page.
 *
 * @param scheme {@code http} or {@code https}
 * @param host as in {@link Authority#host}
 * @param port the port, also if it is the default one of the scheme
 */
record WebOrigin(String scheme, String host, int port) {
    /** Parses the value of an {@code Origin} header; returns empty for {@code null} and for other schemes. */
    static Optional<WebOrigin> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int end = lower.indexOf("://");
        if (end < 0) {
            return Optional.empty();
        }
        String scheme = lower.substring(0, end);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return Optional.empty();
        }
        return Authority.parse(lower.substring(end + 3)).map(authority -> of(scheme, authority));
    }

    /** Returns the origin of the pages that are loaded with a scheme from an authority. */
    static WebOrigin of(String scheme, Authority authority) {
        return new WebOrigin(scheme, authority.host(), authority.portOr(scheme.equals("https") ? 443 : 80));
    }
}
