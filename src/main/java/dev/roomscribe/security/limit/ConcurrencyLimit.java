package dev.roomscribe.security.limit;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds how many of something, such as connections, are in use at the same time: by all clients together, and by each
 * address. An address is remembered only while it uses one. May be used from any thread and never blocks for long.
 */
public final class ConcurrencyLimit {
    private final int max;
    private final int maxPerAddress;
    private final TrustedProxies unlimited;

    /** By network; guards itself and the counters. */
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();

    private int inUse;
    private long refused;

    /**
     * @param max how many may be in use, at least 1
     * @param maxPerAddress how many of them an address may use; 0 means no limit
     * @param unlimited the proxies, which act for many clients
     */
    public ConcurrencyLimit(int max, int maxPerAddress, TrustedProxies unlimited) {
        if (max < 1) {
            throw new IllegalArgumentException("max is less than 1: " + max);
        }
        if (maxPerAddress < 0) {
            throw new IllegalArgumentException("maxPerAddress is negative: " + maxPerAddress);
        }
        this.max = max;
        this.maxPerAddress = maxPerAddress;
        this.unlimited = requireNonNull(unlimited, "unlimited is null");
    }

    /** Counts another one. Returns false, and counts it as refused, if a maximum is reached. */
    public boolean tryAcquire(InetAddress address) {
        InetAddress network = new Client(address, true).network();
        boolean limited = maxPerAddress > 0 && !unlimited.contain(address);
        synchronized (byAddress) {
            int before = byAddress.getOrDefault(network, 0);
            if (inUse >= max || (limited && before >= maxPerAddress)) {
                refused++;
                return false;
            }
            inUse++;
            byAddress.put(network, before + 1);
            return true;
        }
    }

    /** Counts the end of one that {@link #tryAcquire} has counted. */
    public void release(InetAddress address) {
        InetAddress network = new Client(address, true).network();
        synchronized (byAddress) {
            inUse--;
            byAddress.computeIfPresent(network, (unused, count) -> count == 1 ? null : count - 1);
        }
    }

    public int max() {
        return max;
    }

    /** Returns how many an address may use; 0 means no limit. */
    public int maxPerAddress() {
        return maxPerAddress;
    }

    public int inUse() {
        synchronized (byAddress) {
            return inUse;
        }
    }

    /** Returns how many were refused since the start. */
    public long refused() {
        synchronized (byAddress) {
            return refused;
        }
    }
}
