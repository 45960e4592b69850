package dev.roomscribe.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The URLs that webhooks may be sent to.
 *
 * @param allowHttp whether URLs without TLS are allowed
 * @param allowPrivate whether addresses that are not public are allowed
 * @param allowedHosts the allowed hosts, in lower case; {@code *.example.com} allows every subdomain; empty allows all
 *     hosts
 */
public record WebhookPolicy(boolean allowHttp, boolean allowPrivate, Set<String> allowedHosts) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    public WebhookPolicy {
        allowedHosts = allowedHosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Checks a URL without resolving its host; the addresses of the host are checked for every connection.
     *
     * @throws IllegalArgumentException if the URL is not allowed; the message says what to do
     */
    void check(WebhookUrl url) {
        if (!allowHttp && !url.isHttps()) {
            throw new IllegalArgumentException(
                    "webhook_url must begin with https://; roomscribe.webhook.allow-http=true allows http:// too.");
        }
        if (!allowedHosts.isEmpty() && allowedHosts.stream().noneMatch(host -> matches(host, url.host()))) {
            throw new IllegalArgumentException(
                    "webhook_url has a host that roomscribe.webhook.allowed-hosts does not allow.");
        }
        if (isPrivate(url.host())) {
            throw new IllegalArgumentException("webhook_url has an address that is not public;"
                    + " roomscribe.webhook.allow-private=true allows such addresses too.");
        }
    }

    boolean allows(InetAddress address) {
        return allowPrivate || PublicAddresses.contains(address);
    }

    private boolean isPrivate(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return !allowPrivate;
        }
        return LITERAL.matcher(host).matches() && !allows(literalAddress(host));
    }

    private static InetAddress literalAddress(String host) {
        try {
            // No DNS query: the name is a literal address.
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("webhook_url has a malformed address.");
        }
    }

    private static boolean matches(String allowed, String host) {
        return allowed.startsWith("*.") ? host.endsWith(allowed.substring(1)) : allowed.equals(host);
    }
}
