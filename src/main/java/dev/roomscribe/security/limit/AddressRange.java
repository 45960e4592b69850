package dev.roomscribe.security.limit;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** A range of IP addresses: a CIDR block such as {@code 10.0.0.0/8}, or one address. */
final class AddressRange {
    private static final int IPV6_BYTES = 16;
    private static final int MAPPED_PREFIX_BYTES = 12;

    private final byte[] network;
    private final int prefixBits;

    private AddressRange(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /**
     * Parses a range. Host names are not looked up.
     *
     * @throws IllegalArgumentException with a sentence that quotes the text, if it is not a range
     */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = bytes(slash < 0 ? text : text.substring(0, slash));
        if (network == null) {
            throw invalid(text);
        }
        int prefixBits = slash < 0 ? network.length * Byte.SIZE : prefix(text, slash);
        if (prefixBits > network.length * Byte.SIZE) {
            throw invalid(text);
        }
        if (network.length == IPV6_BYTES && isMappedIpv4(network)) {
            throw new IllegalArgumentException("\"" + text + "\" is an IPv4 address in IPv6 form; write it as IPv4");
        }
        AddressRange range = new AddressRange(network, prefixBits);
        if (!range.hasNoHostBits()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has bits after its prefix; write the first address of the block");
        }
        return range;
    }

    /** Returns an address written in digits; null if the text is something else. Never looks up a name. */
    static @Nullable InetAddress address(String text) {
        byte[] bytes = bytes(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("The length of the address is right", e);
        }
    }

    /** Addresses of this form are IPv4 addresses for Java. */
    private static boolean isMappedIpv4(byte[] address) {
        for (int i = 0; i < MAPPED_PREFIX_BYTES; i++) {
            if (address[i] != (i < MAPPED_PREFIX_BYTES - 2 ? 0 : (byte) 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static byte @Nullable [] bytes(String text) {
        // A zone names an interface of the machine that wrote it.
        return text.isEmpty() || text.indexOf('%') >= 0 ? null : NetUtil.createByteArrayFromIpAddressString(text);
    }

    private static int prefix(String text, int slash) {
        try {
            return Integer.parseUnsignedInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw invalid(text);
        }
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not an IP address or a CIDR block, such as 10.0.0.0/8 or fd00::/8");
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            if (bit(bytes, bit) != bit(network, bit)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasNoHostBits() {
        for (int bit = prefixBits; bit < network.length * Byte.SIZE; bit++) {
            if (bit(network, bit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean bit(byte[] bytes, int index) {
        return (bytes[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1) != 0;
    }
}
