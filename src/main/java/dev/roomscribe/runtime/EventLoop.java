package dev.roomscribe.runtime;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The event loop that a part of the service is confined to. Tasks run one at a time, in the order in which they were
 * submitted. Except where noted, every method may be called from any thread and never blocks.
 *
 * <p>Every future that is returned here completes: also if the task throws, and if the event loop has ended and runs no
 * more tasks. {@link VertxEventLoop} is the only class that may submit tasks to a Vert.x context.
 */
public interface EventLoop extends Executor {
    /**
     * Submits a task.
     *
     * @return false if the event loop has ended, or has not begun, and does not run the task
     */
    boolean submit(Runnable task);

    /** Submits a task whose result is of no use once the event loop has ended; it is dropped then. */
    @Override
    default void execute(Runnable task) {
        var unused = submit(task);
    }

    /**
     * Runs a task after a delay of at least 1 ms. Must be called on the event loop.
     *
     * @return the timer's id for {@link #cancelTimer}
     */
    long schedule(Duration delay, Runnable task);

    /**
     * Runs a task after every interval of at least 1 ms. Must be called on the event loop.
     *
     * @return the timer's id for {@link #cancelTimer}
     */
    long repeat(Duration interval, Runnable task);

    /** Cancels a timer; has no effect if it has fired. */
    void cancelTimer(long id);

    /**
     * Submits an asynchronous task.
     *
     * @return completes with the task's result; fails if the task fails or throws, and with
     *     {@link RejectedExecutionException} if the event loop has ended
     */
    default <T> Future<T> call(Supplier<Future<T>> task) {
        Promise<T> result = Promise.promise();
        if (!submit(() -> attempt(task).onComplete(result))) {
            result.fail(new RejectedExecutionException("The event loop has ended"));
        }
        return result.future();
    }

    /**
     * Starts an asynchronous task after a delay of at least 1 ms. Must be called on the event loop.
     *
     * @return as for {@link #call}
     */
    default <T> Future<T> callAfter(Duration delay, Supplier<Future<T>> task) {
        Promise<T> result = Promise.promise();
        schedule(delay, () -> attempt(task).onComplete(result));
        return result.future();
    }

    /** Starts an asynchronous task on the calling thread; the returned future fails if the task throws. */
    static <T> Future<T> attempt(Supplier<Future<T>> task) {
        return Future.succeededFuture().compose(unused -> task.get());
    }

    /**
     * Waits for a stage that another thread completes.
     *
     * @return completes or fails as the stage does, on the event loop, after every task that was submitted before the
     *     stage completed
     */
    default Future<Void> await(CompletionStage<Void> stage) {
        return await(Future.fromCompletionStage(stage));
    }

    /**
     * Returns a future that completes or fails as another one does, but on the event loop, whichever thread completes the
     * other one. If the event loop has ended, it completes on that thread.
     */
    default <T> Future<T> await(Future<T> future) {
        Promise<T> result = Promise.promise();
        future.onComplete(outcome -> {
            if (!submit(() -> result.handle(outcome))) {
                result.handle(outcome);
            }
        });
        return result.future();
    }

    /**
     * Limits the time of a step. Must be called on the event loop.
     *
     * @return completes or fails as the step does; fails with {@link TimeoutException} if the step takes longer than
     *     {@code limit}
     */
    default <T> Future<T> limit(Future<T> step, Duration limit) {
        if (step.isComplete()) {
            return step;
        }
        Promise<T> result = Promise.promise();
        long timer = schedule(
                limit, () -> result.tryFail(new TimeoutException("it took longer than " + limit.toMillis() + " ms")));
        step.onComplete(outcome -> {
            boolean submitted = submit(() -> {
                cancelTimer(timer);
                complete(result, outcome);
            });
            if (!submitted) {
                complete(result, outcome);
            }
        });
        return result.future();
    }

    private static <T> void complete(Promise<T> result, AsyncResult<T> outcome) {
        if (outcome.succeeded()) {
            result.tryComplete(outcome.result());
        } else {
            result.tryFail(outcome.cause());
        }
    }
}
