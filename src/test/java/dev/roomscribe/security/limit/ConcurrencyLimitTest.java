package dev.roomscribe.security.limit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
    private static final TrustedProxies PROXIES = TrustedProxies.of(List.of("10.0.0.0/8"));

    private static InetAddress address(String text) {
        return requireNonNull(AddressRange.address(text));
    }

    @Test
    void allAddressesTogetherHaveAMaximum() {
        ConcurrencyLimit count = new ConcurrencyLimit(2, 0, PROXIES);
        assertThat(count.tryAcquire(address("192.0.2.1"))).isTrue();
        assertThat(count.tryAcquire(address("192.0.2.1"))).isTrue();
        assertThat(count.tryAcquire(address("10.0.0.1"))).isFalse();
        assertThat(count.inUse()).isEqualTo(2);
        assertThat(count.refused()).isEqualTo(1);
        count.release(address("192.0.2.1"));
        assertThat(count.tryAcquire(address("10.0.0.1"))).isTrue();
    }

    @Test
    void addressHasAMaximumThatTakesNothingFromOthers() {
        ConcurrencyLimit count = new ConcurrencyLimit(100, 1, PROXIES);
        assertThat(count.tryAcquire(address("192.0.2.1"))).isTrue();
        assertThat(count.tryAcquire(address("192.0.2.1"))).isFalse();
        assertThat(count.tryAcquire(address("192.0.2.2"))).isTrue();
        count.release(address("192.0.2.1"));
        assertThat(count.tryAcquire(address("192.0.2.1"))).isTrue();
    }

    @Test
    void addressesOfOneIpv6NetworkCountAsOne() {
        ConcurrencyLimit count = new ConcurrencyLimit(100, 1, PROXIES);
        assertThat(count.tryAcquire(address("2001:db8::1"))).isTrue();
        assertThat(count.tryAcquire(address("2001:db8::ffff"))).isFalse();
        assertThat(count.tryAcquire(address("2001:db8:0:1::1"))).isTrue();
    }

    @Test
    void trustedProxiesHaveTheConnectionsOfManyClients() {
        ConcurrencyLimit count = new ConcurrencyLimit(100, 1, PROXIES);
        assertThat(count.tryAcquire(address("10.0.0.1"))).isTrue();
        assertThat(count.tryAcquire(address("10.0.0.1"))).isTrue();
    }
}
