package dev.roomscribe.simulation.clock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: runs tasks in the order of their times, on the caller's thread. Tasks that are due at the same time run in
 * an order that depends on the seed only, so a seed is one interleaving of everything that happens concurrently.
 */
public final class VirtualTime {
    /** An arbitrary value, because only differences of {@link System#nanoTime} have a meaning. */
    private static final long START = 7_000_000_000L;

    private record Task(long nanos, long order, Lifetime lifetime, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return nanos == other.nanos ? Long.compare(order, other.order) : Long.compare(nanos, other.nanos);
        }
    }

    private final SplittableRandom random;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Lifetime always = new Lifetime();
    private long now = START;
    /** How many tasks of processes that are paused were put off. */
    private long putOff;

    private @Nullable VirtualExecutor caller;

    public VirtualTime(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Returns the current time in nanoseconds. */
    public long nanos() {
        return now;
    }

    /** Returns the milliseconds since the start. */
    public double millis() {
        return (now - START) / 1e6;
    }

    /** Returns a time that is this many milliseconds after the start. */
    public static long atMillis(double millis) {
        return START + Math.round(millis * 1e6);
    }

    /** Returns a random number of nanoseconds below a bound. */
    public long jitter(long bound) {
        return bound <= 0 ? 0 : random.nextLong(bound);
    }

    /** Returns true with this probability. */
    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Runs a task at a time, or now if the time has passed. */
    public void at(long nanos, Runnable task) {
        at(nanos, always, task);
    }

    /** Runs a task at a time unless its process has ended by then. */
    public void at(long nanos, Lifetime lifetime, Runnable task) {
        tasks.add(new Task(Math.max(now, nanos), random.nextLong(), lifetime, task));
    }

    public void after(Duration delay, Runnable task) {
        at(now + delay.toNanos(), task);
    }

    /** Runs all tasks up to and including a time; then it is that time. */
    public void runUntil(long nanos) {
        while (!tasks.isEmpty() && tasks.peek().nanos <= nanos) {
            runNext();
        }
        now = Math.max(now, nanos);
    }

    private void runNext() {
        Task task = tasks.poll();
        now = Math.max(now, task.nanos);
        if (task.lifetime.pausedUntil() > now) {
            // In their order: the process finds its sockets and timers as if it had only become slow.
            tasks.add(new Task(task.lifetime.pausedUntil(), Long.MIN_VALUE + putOff++, task.lifetime, task.action));
        } else if (!task.lifetime.isEnded()) {
            try {
                task.action.run();
            } catch (ProcessEnded expected) {
                // The task has ended its process.
            } catch (RuntimeException | AssertionError failure) {
                failures.add(failure);
            }
        }
    }

    /** Returns the thread whose task is running; null if the task belongs to none. */
    public @Nullable VirtualExecutor caller() {
        return caller;
    }

    void setCaller(@Nullable VirtualExecutor executor) {
        caller = executor;
    }

    /** Returns what tasks have thrown. */
    public List<Throwable> failures() {
        return failures;
    }
}
