package dev.roomscribe.app;

import dev.roomscribe.runtime.ShutdownDeadline;
import io.quarkus.runtime.LaunchMode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends the process at the deadline of its shutdown if it has not ended by then: something outside this service's code
 * waits, such as Quarkus for a thread that a disk does not answer. What was not written is stated as gaps by the next
 * process, as after a crash.
 */
final class ForcedExit {
    private static final System.Logger LOG = System.getLogger(ForcedExit.class.getName());
    private static final Duration LOG_WAIT = Duration.ofMillis(500);

    private ForcedExit() {}

    /** Does nothing in tests and in dev mode, whose process does not end with the service. */
    static void schedule(ShutdownDeadline deadline) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            CompletableFuture.delayedExecutor(
                            deadline.remaining().toMillis(), TimeUnit.MILLISECONDS, task -> new Thread(task).start())
                    .execute(() -> {
                        log();
                        killChildren();
                        Runtime.getRuntime().halt(1);
                    });
        }
    }

    /** On a thread of its own: the log may be what does not respond. */
    private static void log() {
        Thread logging = new Thread(
                () -> LOG.log(
                        System.Logger.Level.ERROR,
                        "The service has not stopped within roomscribe.shutdown-timeout; its process ends now"),
                "forced-exit-log");
        logging.start();
        try {
            logging.join(LOG_WAIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills the worker processes that could not be closed: one that is stopped would outlive this process. */
    static void killChildren() {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
        }
    }
}
