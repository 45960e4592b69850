package dev.roomscribe.simulation.disk;

import dev.roomscribe.transcript.log.file.thread.StorageExecutors;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Runs every task of a store on the caller's thread and repeats none, to read what is stored. */
public final class InlineExecutors implements StorageExecutors {
    @Override
    public Executor writer() {
        return Runnable::run;
    }

    @Override
    public Executor readers() {
        return Runnable::run;
    }

    @Override
    public Executor maintenance() {
        return Runnable::run;
    }

    @Override
    public void repeat(Duration pause, Runnable task) {}

    @Override
    public void close() {}
}
