package dev.roomscribe.recognition.worker;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The one thread that supervises workers. A task that fails is logged, and later tasks still run. Thread-safe. */
final class SupervisorThread {
    private static final System.Logger LOG = System.getLogger(SupervisorThread.class.getName());

    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(threadFactory("supervisor"));

    /** Runs a task periodically, until {@link #shutdown}. */
    void every(Duration interval, Runnable task) {
        var unused = executor.scheduleWithFixedDelay(
                () -> runLogged(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs a task once; does nothing after {@link #shutdown}. */
    void execute(Runnable task) {
        try {
            executor.execute(() -> runLogged(task));
        } catch (RejectedExecutionException e) {
            // Shut down in the meantime.
        }
    }

    void shutdown() {
        executor.shutdown();
    }

    private static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "A supervision task of the worker processes failed", bug);
        }
    }

    /** Returns a factory of daemon threads named {@code decoder-} and the role. */
    static ThreadFactory threadFactory(String role) {
        return task -> {
            Thread thread = new Thread(task, "decoder-" + role);
            thread.setDaemon(true);
            return thread;
        };
    }
}
