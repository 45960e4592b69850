package dev.roomscribe.api;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process holds.
 *
 * @param threads without the threads of the worker pools, which are bounded and end when they are idle
 * @param files open file descriptors, sockets included
 * @param heapBytes in use after a garbage collection
 */
record Footprint(int subscribers, long threads, long files, long heapBytes) {
    private static final int MARGIN = 8;

    static Footprint of(int subscribers) {
        System.gc();
        return new Footprint(
                subscribers,
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !thread.getName().startsWith("executor-thread-"))
                        .count(),
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }

    /** Returns whether this is what another footprint was, but for this much heap and the few threads and files of the JVM. */
    boolean isBackAt(Footprint before, long heapMarginBytes) {
        return subscribers <= before.subscribers
                && threads <= before.threads + MARGIN
                && files <= before.files + MARGIN
                && heapBytes <= before.heapBytes + heapMarginBytes;
    }

    @Override
    public String toString() {
        return "%d subscribers, %d threads, %d file descriptors, %.1f MB of heap"
                .formatted(subscribers, threads, files, heapBytes / 1e6);
    }
}
