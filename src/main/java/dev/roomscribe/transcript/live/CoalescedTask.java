package dev.roomscribe.transcript.live;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task that is run at least once after each request, and once for all requests that are made before it starts; so at most
 * one run of it waits in the executor's queue. Thread-safe.
 */
final class CoalescedTask {
    private final Executor executor;
    private final Runnable task;
    private final AtomicBoolean waiting = new AtomicBoolean();

    CoalescedTask(Executor executor, Runnable task) {
        this.executor = executor;
        this.task = task;
    }

    void request() {
        if (waiting.compareAndSet(false, true)) {
            executor.execute(this::run);
        }
    }

    private void run() {
        // Before the task runs, so that a request that is made meanwhile is not lost.
        waiting.set(false);
        task.run();
    }
}
