package dev.roomscribe.security.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientLimitsTest {
    private static final int LIMIT = 5;
    private static final int THREADS = 8;

    private final ClientLimits limits = new ClientLimits(new ClientLimits.Settings(LIMIT, LIMIT, LIMIT, LIMIT));

    private static Client client(String address) {
        try {
            return new Client(InetAddress.getByName(address), true);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void onlyAsManyRequestsAreGrantedAtOnceAsTheLimitAllows() {
        Client client = client("192.0.2.1");
        long granted = IntStream.range(0, THREADS * LIMIT)
                .parallel()
                .filter(i ->
                        limits.use(LimitedAction.STARTS, client).orElseThrow().granted())
                .count();
        assertThat(granted).isEqualTo(LIMIT);
        assertThat(limits.refused(LimitedAction.STARTS)).isEqualTo((long) THREADS * LIMIT - LIMIT);
        Quota refused = limits.use(LimitedAction.STARTS, client).orElseThrow();
        assertThat(refused.remaining()).isZero();
        assertThat(refused.reset())
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofMinutes(1).dividedBy(LIMIT));
    }

    @Test
    void actionsAndAddressesAreCountedApart() {
        for (int i = 0; i < LIMIT; i++) {
            limits.use(LimitedAction.STARTS, client("192.0.2.1"));
        }
        assertThat(limits.use(LimitedAction.EXPORTS, client("192.0.2.1"))
                        .orElseThrow()
                        .granted())
                .isTrue();
        assertThat(limits.use(LimitedAction.STARTS, client("192.0.2.2"))
                        .orElseThrow()
                        .granted())
                .isTrue();
    }

    @Test
    void streamsAreGrantedAgainAfterOthersEnd() {
        Client client = client("2001:db8::1");
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < LIMIT; i++) {
                assertThat(limits.openStream(client).orElseThrow().remaining()).isEqualTo(LIMIT - 1 - i);
            }
            assertThat(limits.openStream(client("2001:db8::2")).orElseThrow().granted())
                    .isFalse();
            for (int i = 0; i < LIMIT; i++) {
                limits.closeStream(client);
            }
        }
    }

    @Test
    void zeroAndTrustedProxiesMeanNoLimit() throws UnknownHostException {
        ClientLimits none = new ClientLimits(new ClientLimits.Settings(0, 0, 0, 0));
        Client proxy = new Client(InetAddress.getByName("10.0.0.1"), false);
        for (LimitedAction action : LimitedAction.values()) {
            assertThat(none.use(action, client("192.0.2.1"))).isEqualTo(Optional.empty());
            assertThat(limits.use(action, proxy)).isEqualTo(Optional.empty());
        }
        assertThat(none.openStream(client("192.0.2.1"))).isEqualTo(Optional.empty());
        assertThat(limits.openStream(proxy)).isEqualTo(Optional.empty());
        none.closeStream(client("192.0.2.1"));
        limits.closeStream(proxy);
    }

    @Test
    void addressesThatWereUsedLastAreRemembered() throws UnknownHostException {
        RateLimiter limiter = new RateLimiter(LimitedAction.STARTS, 1, Duration.ofHours(1));
        InetAddress inUse = InetAddress.getByName("192.0.2.1");
        limiter.use(inUse);
        for (int i = 0; i < 2 * RateLimiter.MAX_ADDRESSES; i++) {
            limiter.use(InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}));
            if (i % 1_000 == 0) {
                assertThat(limiter.use(inUse).granted()).isFalse();
            }
        }
        assertThat(limiter.addresses()).isEqualTo(RateLimiter.MAX_ADDRESSES);
    }

    @Test
    void addressWithoutAStreamIsForgotten() throws UnknownHostException {
        StreamLimiter limiter = new StreamLimiter(1);
        InetAddress address = InetAddress.getByName("192.0.2.1");
        limiter.open(address);
        limiter.open(address);
        assertThat(limiter.addresses()).isOne();
        limiter.close(address);
        assertThat(limiter.addresses()).isZero();
    }
}
