package dev.roomscribe.runtime;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The event loop of a Vert.x context. Timers end with the verticle that owns the context. */
public final class VertxEventLoop implements EventLoop {
    private final Supplier<? extends @Nullable Context> context;

    /** @param context read at every call, null until there is one: a verticle has no context before it is deployed */
    public VertxEventLoop(Supplier<? extends @Nullable Context> context) {
        this.context = requireNonNull(context, "context is null");
    }

    /** Returns the event loop of a context. */
    public static VertxEventLoop of(Context context) {
        requireNonNull(context, "context is null");
        return new VertxEventLoop(() -> context);
    }

    @Override
    public boolean submit(Runnable task) {
        Context target = context.get();
        if (target == null) {
            return false;
        }
        try {
            target.runOnContext(unused -> task.run());
            return true;
        } catch (RejectedExecutionException e) {
            // Vert.x is closed.
            return false;
        }
    }

    @Override
    public long schedule(Duration delay, Runnable task) {
        return context().owner().setTimer(millis(delay), unused -> task.run());
    }

    @Override
    public long repeat(Duration interval, Runnable task) {
        return context().owner().setPeriodic(millis(interval), unused -> task.run());
    }

    @Override
    public void cancelTimer(long id) {
        context().owner().cancelTimer(id);
    }

    private Context context() {
        return requireNonNull(context.get(), "the verticle is not deployed");
    }

    private static long millis(Duration duration) {
        return Math.max(1, duration.toMillis());
    }
}
