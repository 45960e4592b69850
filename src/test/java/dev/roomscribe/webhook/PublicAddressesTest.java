package dev.roomscribe.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Checks addresses from IANA's special-purpose registries, which this test lists independently. */
class PublicAddressesTest {
    private static final List<String> SPECIAL = List.of(
            "0.0.0.0/8",
            "0.0.0.0/32",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "169.254.169.254/32",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.0.0/29",
            "192.0.0.170/32",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "255.255.255.255/32",
            "::1/128",
            "::/128",
            "::ffff:0:0/96",
            "::/96",
            "64:ff9b:1::/48",
            "64:ff9b::10.0.0.0/104",
            "64:ff9b::127.0.0.0/104",
            "64:ff9b::169.254.169.254/128",
            "100::/64",
            "100:0:0:1::/64",
            "2001::/23",
            "2001::/32",
            "2001:2::/48",
            "2001:10::/28",
            "2001:20::/28",
            "2001:db8::/32",
            "2002::/16",
            "2002:a00::/24",
            "2002:7f00::/24",
            "3fff::/20",
            "5f00::/16",
            "fc00::/7",
            "fd00:ec2::254/128",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8");

    private static final List<String> PUBLIC = List.of(
            "1.0.0.0/8",
            "8.8.8.8/32",
            "9.255.255.255/32",
            "11.0.0.0/32",
            "100.63.255.255/32",
            "100.128.0.0/32",
            "126.0.0.0/8",
            "128.0.0.0/32",
            "169.253.255.255/32",
            "172.15.255.255/32",
            "172.32.0.0/32",
            "192.167.255.255/32",
            "192.169.0.0/32",
            "198.17.255.255/32",
            "198.20.0.0/32",
            "223.255.255.255/32",
            "64:ff9b::8.8.8.8/128",
            "2001:200::/32",
            "2001:4860::/32",
            "2003::/16",
            "2400::/12",
            "2600::/12",
            "2a00::/12");

    @Property(tries = 5_000)
    void specialAddressesAreNotPublic(@ForAll("special") InetAddress address) {
        assertThat(PublicAddresses.contains(address))
                .as(address.getHostAddress())
                .isFalse();
    }

    @Property(tries = 2_000)
    void ordinaryAddressesArePublic(@ForAll("ordinary") InetAddress address) {
        assertThat(PublicAddresses.contains(address))
                .as(address.getHostAddress())
                .isTrue();
    }

    /** For every form of IPv6 address that contains an IPv4 address. */
    @Property(tries = 2_000)
    void noIpv6FormMakesASpecialAddressPublic(@ForAll("special") InetAddress address, @ForAll("form") int form)
            throws UnknownHostException {
        byte[] inner = address.getAddress();
        if (inner.length == 4) {
            assertThat(PublicAddresses.contains(embedded(inner, form))).isFalse();
        }
    }

    private static InetAddress embedded(byte[] inner, int form) throws UnknownHostException {
        byte[] outer = new byte[16];
        switch (form) {
            case 0 -> put(outer, 10, (byte) 0xff, (byte) 0xff); // IPv4-mapped
            case 1 -> {} // IPv4-compatible
            case 2 -> put(outer, 0, (byte) 0, (byte) 0x64, (byte) 0xff, (byte) 0x9b); // NAT64
            case 3 -> put(outer, 0, (byte) 0, (byte) 0x64, (byte) 0xff, (byte) 0x9b, (byte) 0, (byte) 1);
            case 4 -> {
                put(outer, 0, (byte) 0x20, (byte) 0x02); // 6to4
                put(outer, 2, inner);
                return Inet6Address.getByAddress(null, outer, -1);
            }
            default -> put(outer, 0, (byte) 0x20, (byte) 0x01); // Teredo
        }
        put(outer, 12, inner);
        return Inet6Address.getByAddress(null, outer, -1);
    }

    private static void put(byte[] into, int at, byte... bytes) {
        System.arraycopy(bytes, 0, into, at, bytes.length);
    }

    @Provide
    Arbitrary<InetAddress> special() {
        return addressIn(SPECIAL);
    }

    @Provide
    Arbitrary<InetAddress> ordinary() {
        return addressIn(PUBLIC);
    }

    @Provide
    Arbitrary<Integer> form() {
        return Arbitraries.integers().between(0, 5);
    }

    private static Arbitrary<InetAddress> addressIn(List<String> ranges) {
        return Arbitraries.of(ranges).flatMap(range -> Arbitraries.longs().map(seed -> addressIn(range, seed)));
    }

    private static InetAddress addressIn(String range, long seed) {
        String[] parts = range.split("/", -1);
        try {
            byte[] address = InetAddress.getAllByName(parts[0])[0].getAddress();
            if (address.length == 4 && parts[0].contains(":")) {
                // Java converts an IPv4-mapped address to the IPv4 address in it.
                byte[] mapped = new byte[16];
                put(mapped, 10, (byte) 0xff, (byte) 0xff);
                address = mapped;
            }
            Random random = new Random(seed);
            for (int bit = Integer.parseInt(parts[1]); bit < address.length * 8; bit++) {
                if (random.nextBoolean()) {
                    address[bit / 8] ^= (byte) (0x80 >>> bit % 8);
                }
            }
            return address.length == 4
                    ? InetAddress.getByAddress(address)
                    : Inet6Address.getByAddress(null, address, -1);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
