package dev.roomscribe.simulation.disk;

import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualExecutor;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.transcript.log.file.thread.StorageExecutors;
import java.time.Duration;
import java.util.concurrent.Executor;

/** The threads of a store, in virtual time. */
public final class SimulatedExecutors implements StorageExecutors {
    private static final long MAX_DELAY_NANOS = 20_000_000;

    private final VirtualTime time;
    private final Lifetime lifetime;
    private final Executor writer;
    private final Executor readers;
    private final Executor maintenance;

    public SimulatedExecutors(VirtualTime time, Lifetime lifetime) {
        this.time = time;
        this.lifetime = lifetime;
        writer = new VirtualExecutor(time, lifetime, MAX_DELAY_NANOS);
        readers = new VirtualExecutor(time, lifetime, MAX_DELAY_NANOS);
        maintenance = new VirtualExecutor(time, lifetime, MAX_DELAY_NANOS);
    }

    @Override
    public Executor writer() {
        return writer;
    }

    @Override
    public Executor readers() {
        return readers;
    }

    @Override
    public Executor maintenance() {
        return maintenance;
    }

    @Override
    public void repeat(Duration pause, Runnable task) {
        time.at(
                time.nanos() + pause.toNanos(),
                lifetime,
                () -> maintenance.execute(() -> {
                    task.run();
                    repeat(pause, task);
                }));
    }

    /** What was submitted runs while the virtual time continues. */
    @Override
    public void close() {}
}
