package dev.roomscribe.simulation.clock;

import dev.roomscribe.cluster.redis.log.LogThreads;
import java.time.Duration;
import java.util.concurrent.Executor;

/** The threads of the logs in Redis, in virtual time. */
public final class VirtualLogThreads extends VirtualExecutor implements LogThreads {
    private static final long MAX_DELAY_NANOS = 5_000_000;

    private final Executor readers;

    public VirtualLogThreads(VirtualTime time, Lifetime lifetime) {
        super(time, lifetime, MAX_DELAY_NANOS);
        readers = new VirtualExecutor(time, lifetime, MAX_DELAY_NANOS);
    }

    @Override
    public void executeLater(Duration delay, Runnable task) {
        time().at(time().nanos() + delay.toNanos(), lifetime(), () -> execute(task));
    }

    @Override
    public void repeat(Duration pause, Runnable task) {
        executeLater(pause, () -> {
            task.run();
            repeat(pause, task);
        });
    }

    @Override
    public Executor readers() {
        return readers;
    }

    /** What was submitted runs while the virtual time continues. */
    @Override
    public void close() {}
}
