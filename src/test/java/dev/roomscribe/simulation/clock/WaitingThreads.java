package dev.roomscribe.simulation.clock;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks that wait in virtual time. Such a task has a real thread, which takes turns with the thread of
 * {@link VirtualTime}: exactly one of them runs at any moment.
 */
public final class WaitingThreads implements AutoCloseable {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "simulated-decoder");
        thread.setDaemon(true);
        return thread;
    });

    /** Returns whether this was thrown because the process of a task has ended. */
    static boolean isEnding(@Nullable Throwable thrown) {
        return thrown instanceof ProcessEnded;
    }

    private final class Turn implements Runnable {
        private final Runnable task;
        private final Runnable onEnd;
        private final Semaphore own = new Semaphore(0);
        private final Semaphore others = new Semaphore(0);
        private final List<String> errors = LoggedErrors.current();
        private boolean closed;
        private @Nullable RuntimeException failure;
        private boolean done;

        Turn(Runnable task, Runnable onEnd) {
            this.task = task;
            this.onEnd = onEnd;
        }

        @Override
        public void run() {
            own.acquireUninterruptibly();
            LoggedErrors.join(errors);
            try {
                task.run();
            } catch (ProcessEnded expected) {
                // Nothing is left to do.
            } catch (RuntimeException e) {
                failure = e;
            } finally {
                done = true;
                others.release();
            }
        }

        /** Runs the task until it waits or ends. Called on the thread of the virtual time. */
        void proceed() {
            current = this;
            own.release();
            others.acquireUninterruptibly();
            current = null;
            if (done && turns.remove(this) && !closed) {
                onEnd.run();
                if (failure != null) {
                    throw failure;
                }
            }
        }

        void pause() {
            others.release();
            own.acquireUninterruptibly();
            if (closed) {
                throw new ProcessEnded();
            }
        }
    }

    private final VirtualTime time;
    private final Set<Turn> turns = new LinkedHashSet<>();
    private @Nullable Turn current;

    public WaitingThreads(VirtualTime time) {
        this.time = time;
    }

    /**
     * Runs a task that may call {@link #waitUntil}.
     *
     * @param onEnd called on the thread of the virtual time when the task has ended
     */
    public void run(Runnable task, Runnable onEnd) {
        Turn turn = new Turn(task, onEnd);
        turns.add(turn);
        THREADS.execute(turn);
        turn.proceed();
    }

    /** Returns whether the caller runs as a task of {@link #run}. */
    public boolean mayWait() {
        return current != null;
    }

    /** Makes the task that calls this wait until a time. */
    public void waitUntil(long nanos) {
        Turn waiting = current;
        if (waiting == null) {
            throw new IllegalStateException("not called by a task that may wait");
        }
        time.at(nanos, () -> {
            if (turns.contains(waiting)) {
                waiting.proceed();
            }
        });
        waiting.pause();
    }

    /** Ends all tasks where they wait. */
    @Override
    public void close() {
        for (Turn turn : Set.copyOf(turns)) {
            turn.closed = true;
            turns.remove(turn);
            turn.proceed();
        }
    }
}
