package dev.roomscribe.recognition;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** A clock that stands still unless it is moved, and an executor of one thread that runs only when it is told to. */
public final class VirtualTime implements Executor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private long nanos;

    public long nanos() {
        return nanos;
    }

    public void advance(long byNanos) {
        nanos += byNanos;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs the next task; returns whether there was one. */
    public boolean runNext() {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** Runs tasks until there are none. */
    public void runAll() {
        while (runNext()) {
            // A task may have added another one.
        }
    }
}
