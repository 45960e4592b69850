package dev.roomscribe.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where this service lets events be posted.
 *
 * @param allowHttp whether without TLS too
 * @param allowPrivate whether to addresses inside the network too
 * @param hosts to which hosts alone, in lower case; {@code *.example.com} is every name under it; empty for any
 */
public record WebhookPolicy(boolean allowHttp, boolean allowPrivate, Set<String> hosts) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    public WebhookPolicy {
        hosts = hosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Checks what can be told without a look-up; where a name leads is checked at every connection.
     *
     * @throws IllegalArgumentException if the URL is not allowed; the message says what to do
     */
    public void check(WebhookUrl url) {
        if (!allowHttp && !url.secure()) {
            throw new IllegalArgumentException(
                    "webhook_url must begin with https:// here; roomscribe.webhook.allow-http=true allows http:// too.");
        }
        if (!hosts.isEmpty() && hosts.stream().noneMatch(host -> names(host, url.host()))) {
            throw new IllegalArgumentException(
                    "webhook_url names a host that is not among those that roomscribe.webhook.allowed-hosts allows.");
        }
        if (isPrivate(url.host())) {
            throw new IllegalArgumentException("webhook_url leads to an address that is not public;"
                    + " roomscribe.webhook.allow-private=true allows those too.");
        }
    }

    boolean allows(InetAddress address) {
        return allowPrivate || PublicAddresses.hold(address);
    }

    private boolean isPrivate(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return !allowPrivate;
        }
        return LITERAL.matcher(host).matches() && !allows(literal(host));
    }

    private static InetAddress literal(String host) {
        try {
            // Not looked up, for what it is.
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("webhook_url names an address that is none.");
        }
    }

    private static boolean names(String allowed, String host) {
        return allowed.startsWith("*.") ? host.endsWith(allowed.substring(1)) : allowed.equals(host);
    }
}
