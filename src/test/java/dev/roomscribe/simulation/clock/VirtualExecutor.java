package dev.roomscribe.simulation.clock;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * A thread in virtual time: runs its tasks one at a time in the order of submission, each after a random delay, so that
 * its tasks interleave with those of other threads in any order.
 */
public class VirtualExecutor implements Executor {
    private final VirtualTime time;
    private final Lifetime lifetime;
    private final long maxDelayNanos;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean scheduled;
    private long busyUntil;

    /** @param maxDelayNanos how late a task may start although the thread is free */
    public VirtualExecutor(VirtualTime time, Lifetime lifetime, long maxDelayNanos) {
        this.time = time;
        this.lifetime = lifetime;
        this.maxDelayNanos = maxDelayNanos;
    }

    protected final VirtualTime time() {
        return time;
    }

    protected final Lifetime lifetime() {
        return lifetime;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (!scheduled) {
            schedule();
        }
    }

    /** Makes the thread run nothing until a time, as if one task took that long. */
    public void occupy(long untilNanos) {
        busyUntil = Math.max(busyUntil, untilNanos);
    }

    private void schedule() {
        scheduled = true;
        // Mostly without delay: then only the order of simultaneous tasks is random.
        long delay = time.chance(0.1) ? time.jitter(maxDelayNanos) : 0;
        time.at(Math.max(busyUntil, time.nanos() + delay), lifetime, this::runNext);
    }

    private void runNext() {
        if (busyUntil > time.nanos()) {
            schedule();
            return;
        }
        Runnable task = tasks.remove();
        time.setCaller(this);
        try {
            task.run();
        } finally {
            time.setCaller(null);
            scheduled = false;
            if (!tasks.isEmpty()) {
                schedule();
            }
        }
    }
}
