package dev.roomscribe.api.access;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The cookie with which the pages of the service, and a plain {@code EventSource}, authenticate. Its value is a token and
 * never an API key. Browsers send it for pages of the same site only, and scripts cannot read it.
 */
public final class SessionCookie {
    /** Browsers accept this name only with TLS, from the host itself, and for every path. */
    static final String SECURE_NAME = "__Host-roomscribe";

    /** For plain HTTP. */
    static final String PLAIN_NAME = "roomscribe";

    /** Browsers drop a cookie with more than 4096 bytes in name and value, without a word. */
    public static final int MAX_TOKEN = 4000;

    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Strict";

    private SessionCookie() {}

    /** Returns the values of the cookie in a request: none, one, or several, which no browser of ours would send. */
    static List<String> valuesIn(MultiMap headers) {
        List<String> pairs = headers.getAll(HttpHeaders.COOKIE).stream()
                .flatMap(header -> Arrays.stream(header.split(";", -1)))
                .map(String::strip)
                .toList();
        List<String> secure = values(pairs, SECURE_NAME);
        return secure.isEmpty() ? values(pairs, PLAIN_NAME) : secure;
    }

    private static List<String> values(List<String> pairs, String name) {
        String prefix = name + "=";
        List<String> values = new ArrayList<>();
        for (String pair : pairs) {
            if (pair.startsWith(prefix)) {
                values.add(pair.substring(prefix.length()));
            }
        }
        return values;
    }

    /**
     * Returns the header {@code Set-Cookie} that stores a token.
     *
     * @param isSecure whether the browser uses TLS, also if a proxy ends it
     * @param lifetime after which the browser deletes it
     */
    public static String storing(String token, boolean isSecure, Duration lifetime) {
        return cookie(isSecure, token, lifetime);
    }

    /** Returns the headers {@code Set-Cookie} that delete it; a browser without TLS ignores the first. */
    public static List<String> deleting() {
        return List.of(cookie(true, "", Duration.ZERO), cookie(false, "", Duration.ZERO));
    }

    private static String cookie(boolean isSecure, String value, Duration lifetime) {
        return (isSecure ? SECURE_NAME : PLAIN_NAME) + "=" + value + "; Max-Age=" + lifetime.toSeconds() + ATTRIBUTES
                + (isSecure ? "; Secure" : "");
    }
}
