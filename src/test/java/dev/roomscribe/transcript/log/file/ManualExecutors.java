package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.log.file.thread.StorageExecutors;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs the tasks of a store on the thread of the test, when the test says so. */
final class ManualExecutors implements StorageExecutors {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Runnable> repeated = new ArrayList<>();
    private boolean closed;
    private boolean killed;

    /** Runs all tasks, and those that they submit. */
    void run() {
        for (Runnable task = tasks.poll(); task != null && !killed; task = tasks.poll()) {
            task.run();
        }
    }

    /** Runs every repeated task once, as if their intervals had passed. */
    void tick() {
        repeated.forEach(this::submit);
        run();
    }

    /** Discards all tasks, as if the process had been killed. */
    void kill() {
        killed = true;
        tasks.clear();
    }

    private void submit(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        tasks.add(task);
    }

    @Override
    public Executor writer() {
        return this::submit;
    }

    @Override
    public Executor readers() {
        return this::submit;
    }

    @Override
    public Executor maintenance() {
        return this::submit;
    }

    @Override
    public void repeat(Duration pause, Runnable task) {
        repeated.add(task);
    }

    @Override
    public void close() {
        run();
        closed = true;
    }
}
