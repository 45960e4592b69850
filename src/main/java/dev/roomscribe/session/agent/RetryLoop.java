package dev.roomscribe.session.agent;

import dev.roomscribe.retry.Backoff;
import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Repeats an asynchronous task until nothing is left to do, one run at a time, with a back-off between the runs. Confined
 * to an event loop, except {@link #start}, {@link #trigger} and {@link #close}.
 */
final class RetryLoop {
    private final EventLoop eventLoop;
    private final Backoff backoff;
    private final Supplier<Future<Boolean>> task;
    private boolean running;
    private boolean triggered;
    /** Whether the next run has the shortest delay already: more triggers must not postpone it. */
    private boolean soon;

    private boolean closed;
    private int runs;
    private long timer = -1;

    /** @param task completes with whether nothing is left to do; if it fails or throws, it is repeated */
    RetryLoop(EventLoop eventLoop, Backoff backoff, Supplier<Future<Boolean>> task) {
        this.eventLoop = eventLoop;
        this.backoff = backoff;
        this.task = task;
    }

    /** Runs the task for the first time. */
    void start() {
        eventLoop.execute(this::run);
    }

    /** Runs the task soon, because there is something new to do. */
    void trigger() {
        eventLoop.execute(() -> {
            runs = 0;
            if (running) {
                triggered = true;
            } else if (!soon) {
                eventLoop.cancelTimer(timer);
                runLater();
            }
        });
    }

    private void runLater() {
        if (!closed) {
            runs++;
            soon = runs == 1;
            timer = eventLoop.schedule(backoff.delay(runs), this::run);
        }
    }

    private void run() {
        if (closed) {
            return;
        }
        running = true;
        triggered = false;
        soon = false;
        eventLoop.await(EventLoop.attempt(task)).onComplete(done -> {
            running = false;
            boolean finished = done.succeeded() && done.result() && !triggered;
            if (!finished) {
                runLater();
            }
        });
    }

    void close() {
        eventLoop.execute(() -> {
            closed = true;
            eventLoop.cancelTimer(timer);
        });
    }
}
