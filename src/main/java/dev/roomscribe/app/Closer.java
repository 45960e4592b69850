package dev.roomscribe.app;

import dev.roomscribe.runtime.ShutdownDeadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Closes resources in the reverse order of their registration, before a deadline. Neither a failure to close one nor one
 * that does not return, because a disk or a process does not respond, keeps the others open.
 */
final class Closer {
    private static final System.Logger LOG = System.getLogger(Closer.class.getName());

    private record Resource(String name, Runnable close) {}

    private final Deque<Resource> resources = new ArrayDeque<>();

    /**
     * Registers a resource and returns it.
     *
     * @param name for log lines, such as {@code transcripts}
     */
    <T> T register(String name, T resource, Consumer<? super T> close) {
        resources.push(new Resource(name, () -> close.accept(resource)));
        return resource;
    }

    /**
     * Closes every resource once, each on a thread of its own for at most half of the time left. Blocks until the
     * deadline at most; a second call does nothing.
     *
     * @return whether every resource is closed; the threads of the others are left to the end of the process
     */
    boolean close(ShutdownDeadline deadline) {
        boolean allClosed = true;
        while (!resources.isEmpty()) {
            allClosed &= close(resources.pop(), deadline.share(2));
        }
        return allClosed;
    }

    private static boolean close(Resource resource, Duration limit) {
        Thread thread = new Thread(() -> close(resource), "shutdown-" + resource.name);
        thread.setDaemon(true);
        thread.start();
        try {
            // A limit of 0 would wait forever.
            thread.join(Math.max(1, limit.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "The shutdown does not wait any longer for what does not respond: {0}",
                    resource.name);
            return false;
        }
        return true;
    }

    private static void close(Resource resource) {
        try {
            resource.close.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "A resource could not be closed: " + resource.name, e);
        }
    }
}
