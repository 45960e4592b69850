package dev.roomscribe.cluster.redis.log;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * The threads of a {@link RedisStore}. As an executor, this runs one task at a time, in the order of submission: the tasks
 * that change logs and call their listeners. What a task throws must not prevent later tasks. Thread-safe.
 */
public interface LogThreads extends Executor, AutoCloseable {
    /** Runs a task behind those that were submitted before; does nothing once this is closed. */
    @Override
    void execute(Runnable task);

    /** Runs a task after a delay, as {@link #execute}. */
    void executeLater(Duration delay, Runnable task);

    /** Calls a handler with the result or the failure of a stage, as {@link #execute}: what it throws is not swallowed. */
    default <T> void onComplete(CompletionStage<T> stage, BiConsumer<? super T, ? super Throwable> handler) {
        var unused = stage.whenComplete((result, failure) -> execute(() -> handler.accept(result, failure)));
    }

    /** Runs a task again and again, as {@link #execute}, with a pause in between. */
    void repeat(Duration pause, Runnable task);

    /** Returns what reads of the stream are parsed on. */
    Executor readers();

    /** Returns what reads and writes the files of events that wait, in the order of submission. */
    default Executor files() {
        return this;
    }

    /** Ends the threads; waits some seconds for what was submitted. */
    @Override
    void close();
}
