package dev.roomscribe.security.limit;

import static java.util.Objects.requireNonNull;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The client of a request.
 *
 * @param address the address that is closest to the client and not forged: of the connection, or named by a trusted proxy
 * @param limited whether the limits per address apply to it; false for a trusted proxy that forwards nothing
 */
public record Client(InetAddress address, boolean limited) {
    /** A provider gives each customer at least this many bits of an IPv6 address. */
    private static final int IPV6_NETWORK_BYTES = 8;

    public Client {
        requireNonNull(address, "address is null");
    }

    /**
     * Returns the address that limits count: an IPv4 address, or the first address of the /64 network of an IPv6 address,
     * because one client may have all addresses of such a network.
     */
    InetAddress network() {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] network = Arrays.copyOf(address.getAddress(), address.getAddress().length);
        Arrays.fill(network, IPV6_NETWORK_BYTES, network.length, (byte) 0);
        try {
            return InetAddress.getByAddress(network);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("The length of the address is right", e);
        }
    }

    /** Returns the address as text, without a host name or a zone. */
    public String text() {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
