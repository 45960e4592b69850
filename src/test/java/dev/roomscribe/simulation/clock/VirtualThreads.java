package dev.roomscribe.simulation.clock;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** A pool of threads in virtual time, whose tasks may wait. */
public final class VirtualThreads implements Executor {
    private static final long MAX_DELAY_NANOS = 5_000_000;

    private final VirtualTime time;
    private final Lifetime lifetime;
    private final WaitingThreads waiting;
    private final BooleanSupplier mayWait;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private int free;

    /**
     * @param count how many tasks run at the same time
     * @param mayWait whether a task that starts now may wait; a task that may not is much cheaper
     */
    public VirtualThreads(
            VirtualTime time, Lifetime lifetime, int count, WaitingThreads waiting, BooleanSupplier mayWait) {
        this.time = time;
        this.lifetime = lifetime;
        this.waiting = waiting;
        this.mayWait = mayWait;
        free = count;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        dispatch();
    }

    private void dispatch() {
        while (free > 0 && !tasks.isEmpty()) {
            free--;
            Runnable task = tasks.remove();
            time.at(time.nanos() + time.jitter(MAX_DELAY_NANOS), lifetime, () -> run(task));
        }
    }

    private void run(Runnable task) {
        if (mayWait.getAsBoolean()) {
            waiting.run(task, this::onEnd);
        } else {
            try {
                task.run();
            } finally {
                onEnd();
            }
        }
    }

    private void onEnd() {
        free++;
        dispatch();
    }
}
