package dev.roomscribe.api.access;

import dev.roomscribe.api.request.PageOrigin;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The credential of a request: none, one, or something that cannot be a credential. The header {@code Authorization} is read,
 * and the {@link SessionCookie} of a request without that header; a URL would end up in logs and in the history of browsers.
 */
sealed interface PresentedCredential {
    record None() implements PresentedCredential {}

    record Malformed() implements PresentedCredential {}

    /** A cookie that a browser has sent for a page that must not use it. */
    record ForeignCookie() implements PresentedCredential {}

    /** What follows {@code Bearer} in the header, or the value of the cookie; secret. */
    record Bearer(String text) implements PresentedCredential {
        /** Keeps the credential out of logs. */
        @Override
        public String toString() {
            return "Bearer";
        }
    }

    String CHARACTERS = "[A-Za-z0-9._~+/=-]+";
    Pattern BEARER = Pattern.compile("(?i:bearer) +(" + CHARACTERS + ") *");
    Pattern COOKIE = Pattern.compile(CHARACTERS);

    static PresentedCredential of(HttpServerRequest request) {
        PresentedCredential inHeader = inHeader(request.headers());
        return inHeader instanceof None
                ? inCookie(request.headers(), request.method(), PageOrigin.of(request))
                : inHeader;
    }

    /** Returns the credential in the header {@code Authorization}. */
    static PresentedCredential inHeader(MultiMap headers) {
        List<String> values = headers.getAll(HttpHeaders.AUTHORIZATION);
        if (values.isEmpty()) {
            return new None();
        }
        Matcher bearer = BEARER.matcher(values.get(0));
        return values.size() == 1 && bearer.matches() ? new Bearer(bearer.group(1)) : new Malformed();
    }

    /**
     * Returns the credential in the cookie. A browser adds the cookie to requests of other pages, too: those of the same site,
     * which includes other ports of the host. A request that changes something must therefore be known to come from a page of
     * the service, and no request may come from another page.
     */
    static PresentedCredential inCookie(MultiMap headers, HttpMethod method, PageOrigin origin) {
        List<String> values = SessionCookie.valuesIn(headers);
        if (values.isEmpty()) {
            return new None();
        }
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (origin == PageOrigin.FOREIGN || (!reads && origin != PageOrigin.OWN)) {
            return new ForeignCookie();
        }
        String value = values.get(0);
        return values.size() == 1 && COOKIE.matcher(value).matches() ? new Bearer(value) : new Malformed();
    }
}
