package dev.roomscribe.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A CIDR block. */
record AddressRange(InetAddress prefix, int bits) {
    /** @param range in CIDR notation, such as {@code 100.64.0.0/10} */
    static AddressRange of(String range) {
        int slash = range.indexOf('/');
        try {
            // No DNS query: the name is a literal address.
            return new AddressRange(
                    InetAddress.getByName(range.substring(0, slash)), Integer.parseInt(range.substring(slash + 1)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(range, e);
        }
    }

    boolean contains(byte[] address) {
        byte[] begin = prefix.getAddress();
        if (address.length != begin.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
            if (((address[bit / 8] ^ begin[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
