package dev.roomscribe.security.origin;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The hosts that a request may be addressed to. A browser sends the name in its address bar as {@code Host}. Without this
 * check, a page could let its own name resolve to the address of the service and then read and change everything, as a page
 * of the same origin (DNS rebinding).
 */
public final class AllowedHosts {
    private static final String SUBDOMAINS = "*.";
    private static final Pattern IPV4_LOOPBACK = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    /** As {@link Authority#host} writes it. */
    private static final String IPV6_LOOPBACK = "[0:0:0:0:0:0:0:1]";

    /** What protects the service apart from this check. */
    public enum Exposure {
        /** It listens on a loopback address only. */
        LOOPBACK,
        /** Requests need no credentials, wherever they come from. */
        WITHOUT_CREDENTIALS,
        /** Requests need credentials, which a page of another name does not have. */
        WITH_CREDENTIALS
    }

    private final Exposure exposure;
    private final List<String> names;

    /**
     * Creates the check.
     *
     * @param names the allowed names and addresses, without ports; {@code *.example.com} stands for every subdomain. If
     *     there are none, loopback names are allowed, and with credentials all names
     * @throws IllegalArgumentException if one is neither
     */
    public AllowedHosts(Exposure exposure, Collection<String> names) {
        this.exposure = requireNonNull(exposure, "exposure is null");
        this.names = names.stream().map(AllowedHosts::canonical).toList();
    }

    private static String canonical(String name) {
        boolean subdomains = name.startsWith(SUBDOMAINS);
        Authority parsed = Authority.parse(subdomains ? name.substring(SUBDOMAINS.length()) : name)
                .filter(authority -> authority.port() == Authority.NO_PORT)
                .orElseThrow(() -> new IllegalArgumentException("\"" + name
                        + "\" is not a host name without a port, such as captions.example.com or *.example.com"));
        return subdomains ? SUBDOMAINS + parsed.host() : parsed.host();
    }

    /**
     * Returns whether a request may be addressed to a host.
     *
     * @param host as in {@link Authority#host}
     * @param localAddress the IP address of the service that the client is connected to. It is allowed as host on any but a
     *     loopback address, because Kubernetes probes name it, and a page cannot have it as its name
     */
    public boolean accepts(String host, String localAddress) {
        if (isNamed(host)) {
            return true;
        }
        return switch (exposure) {
            case LOOPBACK -> isLoopback(host);
            case WITHOUT_CREDENTIALS -> isLocal(host, localAddress) || (names.isEmpty() && isLoopback(host));
            case WITH_CREDENTIALS -> isLocal(host, localAddress) || names.isEmpty();
        };
    }

    private static boolean isLocal(String host, String localAddress) {
        return withoutBrackets(host).equals(localAddress);
    }

    private boolean isNamed(String host) {
        return names.stream()
                .anyMatch(name -> name.startsWith(SUBDOMAINS) ? host.endsWith(name.substring(1)) : host.equals(name));
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.equals(IPV6_LOOPBACK)
                || IPV4_LOOPBACK.matcher(withoutBrackets(host)).matches();
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
