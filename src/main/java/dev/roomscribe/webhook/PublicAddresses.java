package dev.roomscribe.webhook;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The public addresses of the internet, according to IANA's registries of special-purpose addresses.
 *
 * <p>For IPv6, only the allocated global unicast range is public, so ranges that are defined later are not. A NAT64
 * address is public if the IPv4 address in it is, because DNS64 returns such addresses in networks without IPv4; tunnel
 * addresses that contain an IPv4 address are never public.
 */
final class PublicAddresses {
    private static final List<AddressRange> SPECIAL_V4 = ranges(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared between carriers and their customers
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, and the clouds' metadata
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // relays of 6to4
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarking
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast

    private static final AddressRange GLOBAL_V6 = AddressRange.of("2000::/3");
    private static final List<AddressRange> SPECIAL_V6 = ranges(
            "2001::/23", // protocol assignments, Teredo among them
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "3fff::/20"); // documentation

    private static final AddressRange NAT64 = AddressRange.of("64:ff9b::/96");

    private PublicAddresses() {}

    static boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return isOutside(SPECIAL_V4, bytes);
        }
        if (NAT64.contains(bytes)) {
            return isOutside(SPECIAL_V4, Arrays.copyOfRange(bytes, 12, 16));
        }
        return GLOBAL_V6.contains(bytes) && isOutside(SPECIAL_V6, bytes);
    }

    private static boolean isOutside(List<AddressRange> ranges, byte[] address) {
        return ranges.stream().noneMatch(range -> range.contains(address));
    }

    private static List<AddressRange> ranges(String... ranges) {
        return Stream.of(ranges).map(AddressRange::of).toList();
    }
}
