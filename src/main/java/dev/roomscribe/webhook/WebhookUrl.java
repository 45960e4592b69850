package dev.roomscribe.webhook;

import com.fasterxml.jackson.annotation.JsonValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The URL of a webhook's receiver. Its path and query may contain a token, so only {@link #origin} is ever logged or
 * shown.
 *
 * <p>Two URLs are equal if their texts are.
 */
public final class WebhookUrl {
    private static final int MAX_LENGTH = 2_048;
    /** An address with a zone id, or an IPv4 address written as one number. */
    private static final Pattern UNSUPPORTED_HOST = Pattern.compile(".*%.*|[0-9]+\\.?");

    private final URI url;

    private WebhookUrl(URI url) {
        this.url = url;
    }

    /**
     * Parses a URL.
     *
     * @param text absolute, {@code http} or {@code https}, with a host, of at most 2048 characters
     * @throws IllegalArgumentException if it is invalid; the message is a sentence that does not repeat the URL
     */
    public static WebhookUrl of(String text) {
        if (text.length() > MAX_LENGTH) {
            throw invalid("has more than " + MAX_LENGTH + " characters");
        }
        URI url = parse(text);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw invalid("does not begin with https://");
        }
        if (url.getRawUserInfo() != null) {
            throw invalid("contains a user or a password, which are not sent; the signature identifies the sender");
        }
        if (url.getHost() == null || UNSUPPORTED_HOST.matcher(url.getHost()).matches()) {
            throw invalid("has no valid host (an international name needs its xn-- form)");
        }
        if (url.getRawFragment() != null) {
            throw invalid("has a fragment (#), which is never sent");
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            throw invalid("has a port that does not exist");
        }
        return new WebhookUrl(url);
    }

    private static URI parse(String text) {
        try {
            return new URI(new URI(text).toASCIIString());
        } catch (URISyntaxException e) {
            // The cause's message contains the whole URL, which may include a token.
            throw invalid("is not well formed at character " + e.getIndex());
        }
    }

    private static IllegalArgumentException invalid(String why) {
        return new IllegalArgumentException(
                "webhook_url " + why + "; give a URL such as https://hooks.example.com/captions.");
    }

    boolean isHttps() {
        return url.getScheme().equalsIgnoreCase("https");
    }

    /** Returns the host name in lower case, or a literal address, IPv6 without brackets. */
    String host() {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        int defaultPort = isHttps() ? 443 : 80;
        return url.getPort() < 0 ? defaultPort : url.getPort();
    }

    /** Returns the path and query. */
    String target() {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** Returns the host, and the port if the URL has one. */
    String authority() {
        return url.getHost().toLowerCase(Locale.ROOT) + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    /** Returns the whole URL, which may contain a token: only for storage that is as secret. */
    public String text() {
        return url.toString();
    }

    /** Returns scheme, host and port: the part that may be logged and shown. */
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
