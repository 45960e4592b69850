package dev.roomscribe.security.limit;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits how many caption streams each address may have open. An address is remembered only while it has one, so the number
 * of connections bounds the number of addresses. May be used from any thread and never blocks for long.
 */
final class StreamLimiter {
    private final int limit;
    /** Guarded by itself. */
    private final Map<InetAddress, Integer> open = new HashMap<>();

    /** @param limit open streams, at least 1 */
    StreamLimiter(int limit) {
        this.limit = limit;
    }

    /** Counts a stream, unless the address has as many as it may. */
    Quota open(InetAddress address) {
        synchronized (open) {
            int before = open.getOrDefault(address, 0);
            boolean granted = before < limit;
            int after = granted ? before + 1 : before;
            open.put(address, after);
            return new Quota(LimitedAction.STREAMS, limit, Duration.ZERO, granted, limit - after, Duration.ZERO);
        }
    }

    /** Counts the end of a stream that was granted. */
    void close(InetAddress address) {
        synchronized (open) {
            open.computeIfPresent(address, (unused, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Returns how many addresses are remembered. */
    int addresses() {
        synchronized (open) {
            return open.size();
        }
    }
}
