package dev.roomscribe.webhook;

import com.fasterxml.jackson.annotation.JsonValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where events are posted. Its path and its query may hold a token, so nothing but {@link #origin} is ever shown.
 *
 * <p>Two are equal if they were written alike.
 */
public final class WebhookUrl {
    private static final int LONGEST = 2_048;
    /** An address of one network interface, or one written as a number. */
    private static final Pattern NO_NAME = Pattern.compile(".*%.*|[0-9]+\\.?");

    private final URI url;

    private WebhookUrl(URI url) {
        this.url = url;
    }

    /**
     * Reads a URL.
     *
     * @param given absolute, {@code http} or {@code https}, with a host, of at most 2048 characters
     * @throws IllegalArgumentException if it is none; the message is a sentence that does not repeat it
     */
    public static WebhookUrl of(String given) {
        if (given.length() > LONGEST) {
            throw refused("has more than " + LONGEST + " characters");
        }
        URI url = parse(given);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw refused("does not begin with https://");
        }
        if (url.getRawUserInfo() != null) {
            throw refused("holds a user or a password, which are not sent; the signature says who posts");
        }
        if (url.getHost() == null || NO_NAME.matcher(url.getHost()).matches()) {
            throw refused("names no host that can be looked up; write an international name in its xn-- form");
        }
        if (url.getRawFragment() != null) {
            throw refused("has a fragment (#), which is never sent");
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            throw refused("has a port that does not exist");
        }
        return new WebhookUrl(url);
    }

    private static URI parse(String given) {
        try {
            return new URI(new URI(given).toASCIIString());
        } catch (URISyntaxException e) {
            // The cause repeats the whole URL, which may hold a token.
            throw refused("is not well formed at character " + e.getIndex());
        }
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(
                "webhook_url " + why + "; give a URL such as https://hooks.example.com/captions.");
    }

    boolean secure() {
        return url.getScheme().equalsIgnoreCase("https");
    }

    /** Returns a name in lower case, or a literal address, IPv6 without its brackets. */
    String host() {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        int usual = secure() ? 443 : 80;
        return url.getPort() < 0 ? usual : url.getPort();
    }

    /** Returns path and query. */
    String target() {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** Returns host and port. */
    String authority() {
        return url.getHost().toLowerCase(Locale.ROOT) + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    /** Returns scheme, host and port: what may be logged and shown. */
    @JsonValue
    public String origin() {
        return url.getScheme().toLowerCase(Locale.ROOT) + "://" + authority();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookUrl that && url.equals(that.url);
    }

    @Override
    public int hashCode() {
        return url.hashCode();
    }

    @Override
    public String toString() {
        return origin();
    }
}
