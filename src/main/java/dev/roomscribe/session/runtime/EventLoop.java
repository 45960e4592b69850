package dev.roomscribe.session.runtime;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The event loop that a part of the service is confined to. Tasks run one at a time, in the order in which they were
 * submitted. Except where noted, every method may be called from any thread and never blocks.
 */
public final class EventLoop implements Executor {
    private final Supplier<Context> context;

    /** @param context read at every call: a verticle has no context before it is deployed */
    public EventLoop(Supplier<Context> context) {
        this.context = requireNonNull(context, "context is null");
    }

    /** Submits a task. */
    @Override
    public void execute(Runnable task) {
        context.get().runOnContext(unused -> task.run());
    }

    /**
     * Submits an asynchronous task.
     *
     * @return completes with the task's result; fails if the task fails or throws
     */
    public <T> Future<T> call(Supplier<Future<T>> task) {
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
    public Future<Void> await(CompletionStage<Void> stage) {
        Promise<Void> result = Promise.promise();
        stage.whenComplete((unused, failure) -> execute(() -> {
            if (failure == null) {
                result.complete();
            } else {
                result.fail(failure);
            }
        }));
        return result.future();
    }

    /**
     * Runs a task after a delay of at least 1 ms. Must be called on the event loop; the timer is cancelled when the
     * verticle that owns the event loop is undeployed.
     *
     * @return the timer's id for {@link #cancelTimer}
     */
    public long schedule(Duration delay, Runnable task) {
        return context.get().owner().setTimer(Math.max(1, delay.toMillis()), unused -> task.run());
    }

    /** Cancels a timer; has no effect if it has fired. */
    public void cancelTimer(long id) {
        context.get().owner().cancelTimer(id);
    }
}
