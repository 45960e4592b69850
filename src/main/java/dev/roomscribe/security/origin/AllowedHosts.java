package dev.roomscribe.security.origin;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The hosts that a request may be addressed to. A browser sends the name in its address bar as {@code Host}. Without this
 * check, a page could let its own name resolve to the address of the service and then read and change everything, as a page
 * of the same origin (DNS rebinding).
 */
public final class AllowedHosts {
    private static final Pattern IPV4_LOOPBACK = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private final boolean onLoopback;
    private final List<String> names;

    /**
     * @param onLoopback whether the service listens on a loopback address only
     * @param names the allowed names and addresses, without ports; {@code *.example.com} stands for every subdomain. If
     *     there are none, only loopback names are allowed on a loopback address, and all names on any other address
     */
    public AllowedHosts(boolean onLoopback, Collection<String> names) {
        this.onLoopback = onLoopback;
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /**
     * Returns whether a request may be addressed to a host.
     *
     * @param host as in {@link Authority#host}
     * @param localAddress the IP address of the service that the client is connected to. It is allowed as host on any but a
     *     loopback address, because Kubernetes probes name it, and a page cannot have it as its name
     */
    public boolean accepts(String host, String localAddress) {
        if (onLoopback) {
            return isLoopback(host) || isNamed(host);
        }
        return names.isEmpty() || isNamed(host) || withoutBrackets(host).equals(localAddress);
    }

    private boolean isNamed(String host) {
        return names.stream()
                .anyMatch(name -> name.startsWith("*.") ? host.endsWith(name.substring(1)) : host.equals(name));
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || IPV4_LOOPBACK.matcher(host).matches()
                || (host.startsWith("[") && isLoopbackAddress(host));
    }

    private static boolean isLoopbackAddress(String ipv6) {
        try {
            // An address in brackets is parsed and never looked up.
            return InetAddress.getByName(ipv6).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
