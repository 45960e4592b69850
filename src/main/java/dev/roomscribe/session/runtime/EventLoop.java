package dev.roomscribe.session.runtime;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The event loop that a part of the service is confined to. Tasks run one at a time, in the order in which they were
 * submitted. Except where noted, every method may be called from any thread and never blocks.
 */
public interface EventLoop extends Executor {
    /** Submits a task. */
    @Override
    void execute(Runnable task);

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
     * @return completes with the task's result; fails if the task fails or throws
     */
    default <T> Future<T> call(Supplier<Future<T>> task) {
        Promise<T> result = Promise.promise();
        execute(() -> Future.succeededFuture().compose(unused -> task.get()).onComplete(result));
        return result.future();
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
     * other one.
     */
    default <T> Future<T> await(Future<T> future) {
        Promise<T> result = Promise.promise();
        future.onComplete(outcome -> execute(() -> result.handle(outcome)));
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
        step.onComplete(outcome -> execute(() -> {
            cancelTimer(timer);
            if (outcome.succeeded()) {
                result.tryComplete(outcome.result());
            } else {
                result.tryFail(outcome.cause());
            }
        }));
        return result.future();
    }
}
