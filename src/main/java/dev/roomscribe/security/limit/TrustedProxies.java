package dev.roomscribe.security.limit;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that may name the address of a client in {@code X-Forwarded-For}. Each proxy appends the address from which
 * it received the request, so the last address that is not of a trusted proxy is the client's. What comes before it may be
 * forged by the client. Immutable; may be used from any thread.
 */
public final class TrustedProxies {
    /** More hops than any chain of proxies has; a longer header is read from its end up to here. */
    private static final int MAX_HOPS = 32;

    private final List<AddressRange> ranges;

    private TrustedProxies(List<AddressRange> ranges) {
        this.ranges = ranges;
    }

    /**
     * Returns the proxies with these addresses.
     *
     * @param ranges IP addresses and CIDR blocks; none means that no proxy is trusted
     * @throws IllegalArgumentException with a sentence about the first that is invalid
     */
    public static TrustedProxies of(List<String> ranges) {
        return new TrustedProxies(ranges.stream().map(AddressRange::parse).toList());
    }

    /**
     * Returns the client of a request.
     *
     * @param peer the address of the connection
     * @param forwardedFor the values of all {@code X-Forwarded-For} headers, in their order
     */
    public Client client(InetAddress peer, List<String> forwardedFor) {
        if (!contain(peer)) {
            return new Client(peer, true);
        }
        List<String> hops = forwardedFor.stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .toList();
        if (hops.isEmpty()) {
            return new Client(peer, false);
        }
        InetAddress client = peer;
        for (int hop = hops.size() - 1; hop >= Math.max(0, hops.size() - MAX_HOPS) && contain(client); hop--) {
            InetAddress previous = address(hops.get(hop));
            if (previous == null) {
                break;
            }
            client = previous;
        }
        return new Client(client, true);
    }

    boolean contain(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** Some proxies add a port, and then brackets around an IPv6 address. */
    private static @Nullable InetAddress address(String hop) {
        String text = hop.strip();
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? null : AddressRange.address(text.substring(1, end));
        }
        int colon = text.indexOf(':');
        boolean ipv4WithPort = colon >= 0 && colon == text.lastIndexOf(':');
        return AddressRange.address(ipv4WithPort ? text.substring(0, colon) : text);
    }
}
