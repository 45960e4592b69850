package dev.roomscribe.session.runtime;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.function.Supplier;

/** The event loop of a Vert.x context. Timers end with the verticle that owns the context. */
public final class VertxEventLoop implements EventLoop {
    private final Supplier<Context> context;

    /** @param context read at every call: a verticle has no context before it is deployed */
    public VertxEventLoop(Supplier<Context> context) {
        this.context = requireNonNull(context, "context is null");
    }

    @Override
    public void execute(Runnable task) {
        context.get().runOnContext(unused -> task.run());
    }

    @Override
    public long schedule(Duration delay, Runnable task) {
        return context.get().owner().setTimer(millis(delay), unused -> task.run());
    }

    @Override
    public long repeat(Duration interval, Runnable task) {
        return context.get().owner().setPeriodic(millis(interval), unused -> task.run());
    }

    @Override
    public void cancelTimer(long id) {
        context.get().owner().cancelTimer(id);
    }

    private static long millis(Duration duration) {
        return Math.max(1, duration.toMillis());
    }
}
