package dev.roomscribe.security.limit;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the open connections of one server, up to a maximum for all together and one for each address. An address is
 * remembered only while it has a connection. May be used from any thread and never blocks for long.
 */
public final class ConnectionCount {
    private final int max;
    private final int maxPerAddress;
    private final TrustedProxies unlimited;

    /** By network; guards itself and the counters. */
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();

    private int open;
    private long refused;

    /**
     * @param max the maximum number of open connections, at least 1
     * @param maxPerAddress how many of them an address may have; 0 means no limit
     * @param unlimited the proxies, whose connections are those of many clients
     */
    public ConnectionCount(int max, int maxPerAddress, TrustedProxies unlimited) {
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

    /** Counts a new connection. Returns false, and counts it as refused, if a maximum is reached. */
    public boolean tryAdd(InetAddress address) {
        InetAddress network = new Client(address, true).network();
        boolean limited = maxPerAddress > 0 && !unlimited.contain(address);
        synchronized (byAddress) {
            int before = byAddress.getOrDefault(network, 0);
            if (open >= max || (limited && before >= maxPerAddress)) {
                refused++;
                return false;
            }
            open++;
            byAddress.put(network, before + 1);
            return true;
        }
    }

    /** Counts the end of a connection that {@link #tryAdd} has counted. */
    public void remove(InetAddress address) {
        InetAddress network = new Client(address, true).network();
        synchronized (byAddress) {
            open--;
            byAddress.computeIfPresent(network, (unused, count) -> count == 1 ? null : count - 1);
        }
    }

    public int max() {
        return max;
    }

    /** Returns how many connections an address may have; 0 means no limit. */
    public int maxPerAddress() {
        return maxPerAddress;
    }

    public int open() {
        synchronized (byAddress) {
            return open;
        }
    }

    /** Returns how many connections were refused since the start. */
    public long refused() {
        synchronized (byAddress) {
            return refused;
        }
    }
}
