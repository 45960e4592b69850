package dev.roomscribe.api;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that read transcripts for files, for lists of sessions and rooms, and for searches, {@code transcript-file-1} and following. Health
 * checks and metrics use other threads, so they do not wait for a file.
 *
 * <p>New requests are refused while {@value #MAX_WAITING} tasks wait. The tasks of a request that was accepted are always
 * accepted; it has at most one at a time. Every method may be called from any thread.
 */
@Singleton
class FileThreads implements Executor {
    /** Reading a file uses the CPU more than the disk, and speech recognition needs the CPU. */
    static final int THREADS = 4;

    static final int MAX_WAITING = 500;

    private final ThreadPoolExecutor threads;
    private final int maxWaiting;

    @Inject
    FileThreads() {
        this(THREADS, MAX_WAITING);
    }

    FileThreads(int count, int maxWaiting) {
        this.maxWaiting = maxWaiting;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "transcript-file-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Accepts a new request; fails with a {@link ProblemException} if too many tasks wait. */
    void admit() {
        if (threads.getQueue().size() >= maxWaiting) {
            throw new ProblemException(
                    Problem.Type.FULL, "Too many transcripts are being read at present; try again later.");
        }
    }

    /** Runs a task; fails with {@link RejectedExecutionException} if the service is stopping. */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Ends the threads once the tasks that wait are done. */
    @PreDestroy
    void close() {
        threads.shutdown();
    }
}
