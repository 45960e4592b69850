package dev.roomscribe.security.limit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the open connections of one server, up to a maximum. May be used from any thread. */
public final class ConnectionCount {
    private final int max;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();

    /** @param max the maximum number of open connections, at least 1 */
    public ConnectionCount(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max is less than 1: " + max);
        }
        this.max = max;
    }

    /** Counts a new connection. Returns false, and counts it as refused, if the maximum is reached. */
    public boolean tryAdd() {
        int before = open.getAndUpdate(count -> count < max ? count + 1 : count);
        if (before >= max) {
            refused.incrementAndGet();
            return false;
        }
        return true;
    }

    /** Counts the end of a connection that {@link #tryAdd} has counted. */
    public void remove() {
        open.decrementAndGet();
    }

    public int max() {
        return max;
    }

    public int open() {
        return open.get();
    }

    /** Returns how many connections were refused since the start. */
    public long refused() {
        return refused.get();
    }
}
