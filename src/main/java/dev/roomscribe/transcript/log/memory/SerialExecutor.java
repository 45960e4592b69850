package dev.roomscribe.transcript.log.memory;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after the other on the threads of those who bring them, without a lock: who comes while one runs leaves
 * it to that thread. A task brought from within another runs after it.
 */
final class SerialExecutor implements Executor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            do {
                Runnable next = tasks.poll();
                if (next != null) {
                    next.run();
                }
            } while (waiting.decrementAndGet() > 0);
        }
    }
}
