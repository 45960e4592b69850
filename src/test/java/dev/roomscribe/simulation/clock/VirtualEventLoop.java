package dev.roomscribe.simulation.clock;

import dev.roomscribe.runtime.EventLoop;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** An event loop in virtual time. */
public final class VirtualEventLoop extends VirtualExecutor implements EventLoop {
    private static final long MAX_DELAY_NANOS = 3_000_000;
    private static final long MIN_TIMER_NANOS = 1_000_000;

    private final Set<Long> timers = new HashSet<>();
    private long lastTimer;
    private boolean ended;

    public VirtualEventLoop(VirtualTime time, Lifetime lifetime) {
        super(time, lifetime, MAX_DELAY_NANOS);
    }

    @Override
    public boolean submit(Runnable task) {
        if (ended) {
            return false;
        }
        super.execute(task);
        return true;
    }

    @Override
    public void execute(Runnable task) {
        submit(task);
    }

    /** Ends its timers; it takes no further tasks. */
    void end() {
        ended = true;
        timers.clear();
    }

    @Override
    public long schedule(Duration delay, Runnable task) {
        checkCaller();
        long id = ++lastTimer;
        timers.add(id);
        fire(id, nanos(delay), () -> {
            timers.remove(id);
            task.run();
        });
        return id;
    }

    @Override
    public long repeat(Duration interval, Runnable task) {
        checkCaller();
        long id = ++lastTimer;
        timers.add(id);
        repeat(id, nanos(interval), task);
        return id;
    }

    private void repeat(long id, long interval, Runnable task) {
        fire(id, interval, () -> {
            repeat(id, interval, task);
            task.run();
        });
    }

    private void checkCaller() {
        if (time().caller() != this) {
            throw new AssertionError("a timer is set by another thread than that of its event loop");
        }
    }

    private void fire(long id, long delay, Runnable task) {
        time().at(
                        time().nanos() + delay,
                        lifetime(),
                        () -> execute(() -> {
                            if (timers.contains(id)) {
                                task.run();
                            }
                        }));
    }

    private static long nanos(Duration delay) {
        return Math.max(MIN_TIMER_NANOS, delay.toNanos());
    }

    @Override
    public void cancelTimer(long id) {
        timers.remove(id);
    }
}
