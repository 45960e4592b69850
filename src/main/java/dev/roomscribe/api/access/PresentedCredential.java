package dev.roomscribe.api.access;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The credential of a request: none, one, or something that cannot be a credential. Only the header {@code Authorization} is
 * read; a URL would end up in logs and in the history of browsers.
 */
sealed interface PresentedCredential {
    record None() implements PresentedCredential {}

    record Malformed() implements PresentedCredential {}

    /** What follows {@code Bearer} in the header; secret. */
    record Bearer(String text) implements PresentedCredential {
        /** Keeps the credential out of logs. */
        @Override
        public String toString() {
            return "Bearer";
        }
    }

    Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/=-]+) *");

    static PresentedCredential of(MultiMap headers) {
        List<String> values = headers.getAll(HttpHeaders.AUTHORIZATION);
        if (values.isEmpty()) {
            return new None();
        }
        Matcher bearer = BEARER.matcher(values.get(0));
        return values.size() == 1 && bearer.matches() ? new Bearer(bearer.group(1)) : new Malformed();
    }
}
