package dev.roomscribe.security.limit;

import static java.util.Objects.requireNonNull;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how many requests each address may make per period. An address that was quiet for a period may use all of them at
 * once; they come back evenly. May be used from any thread and never blocks for long.
 *
 * <p>At most {@value #MAX_ADDRESSES} addresses are remembered, those used last. So a client that sends from more addresses
 * than that is not limited, but takes nothing from the others: their addresses are in use.
 */
final class RateLimiter {
    static final int MAX_ADDRESSES = 50_000;

    private final LimitedAction action;
    private final int limit;
    private final Duration period;
    /** Guarded by itself; the eldest is the one whose last use is longest ago. */
    private final Map<InetAddress, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Bucket> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    /** @param limit requests per period, at least 1 */
    RateLimiter(LimitedAction action, int limit, Duration period) {
        this.action = requireNonNull(action, "action is null");
        this.limit = limit;
        this.period = requireNonNull(period, "period is null");
    }

    /** Counts a request and returns what is left; if nothing is left, the request is not counted. */
    Quota use(InetAddress address) {
        ConsumptionProbe probe = bucket(address).tryConsumeAndReturnRemaining(1);
        return new Quota(
                action,
                limit,
                period,
                probe.isConsumed(),
                probe.getRemainingTokens(),
                Duration.ofNanos(
                        probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill()));
    }

    /** Returns how many addresses are remembered. */
    int addresses() {
        synchronized (buckets) {
            return buckets.size();
        }
    }

    private Bucket bucket(InetAddress address) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(
                    address,
                    unused -> Bucket.builder()
                            .addLimit(bandwidth -> bandwidth.capacity(limit).refillGreedy(limit, period))
                            .build());
        }
    }
}
