package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The running workers, and the choice of a worker for a new decoder.
 *
 * <pre>
 *   add ──▶ SERVING ──a successor is added──▶ RETIRING ──▶ remove
 *              │                                             ▲
 *              └─────────────── its process ended ───────────┘
 * </pre>
 *
 * <p>Its size is bounded. A start is permitted by {@link #beginStart} and takes a place until its worker serves, however
 * often it fails:
 *
 * <ul>
 *   <li>serving and starting together: the configured number, and one more while a worker is being replaced;
 *   <li>serving, starting and retiring together: the configured number and one.
 * </ul>
 *
 * <p>So a replacement begins only when every configured worker serves and none is retiring. Thread-safe.
 */
final class WorkerSet {
    private static final Duration WAIT_INTERVAL = Duration.ofSeconds(1);

    /** How many workers serve when none is being replaced. */
    private final int size;

    private final LongSupplier nanoTime;

    /** Guards all fields; notified when a worker is added and when the set is closed. */
    private final List<Worker> serving = new ArrayList<>();

    private final List<Worker> retiring = new ArrayList<>();
    private @Nullable Worker beingReplaced;
    /** The starts that were permitted and whose worker does not serve yet, including those that are repeated later. */
    private int starting;

    private long lastRetiredNanos;
    private String lastStartFailure = "none has started yet";
    private boolean closed;

    WorkerSet(int size, LongSupplier nanoTime) {
        this.size = size;
        this.nanoTime = nanoTime;
    }

    /** Returns whether a decoder can be opened without waiting for a worker. */
    boolean isReady() {
        synchronized (serving) {
            return serving.stream().anyMatch(worker -> !worker.isBroken());
        }
    }

    boolean isClosed() {
        synchronized (serving) {
            return closed;
        }
    }

    /** Returns the workers in which decoders can be opened. */
    List<Worker> serving() {
        synchronized (serving) {
            return List.copyOf(serving);
        }
    }

    /** Returns all workers, including those that are retiring. */
    List<Worker> all() {
        synchronized (serving) {
            return Stream.concat(serving.stream(), retiring.stream()).toList();
        }
    }

    /**
     * Returns the worker with the fewest open decoders; blocks for up to {@code timeout} while there is none.
     *
     * @throws DecoderLostException if there is still none
     * @throws DecoderException if the set is closed
     */
    Worker awaitLeastLoaded(Duration timeout) {
        long deadline = nanoTime.getAsLong() + timeout.toNanos();
        synchronized (serving) {
            while (!isReady() && !closed && nanoTime.getAsLong() - deadline < 0) {
                try {
                    serving.wait(WAIT_INTERVAL.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new DecoderLostException("The thread was interrupted while it waited for a worker process");
                }
            }
            if (closed) {
                throw new DecoderException("The recognition engine is closed");
            }
            return serving.stream()
                    .filter(worker -> !worker.isBroken())
                    .min(Comparator.comparingInt(Worker::openDecoders))
                    .orElseThrow(() -> new DecoderLostException("No worker process is available: " + lastStartFailure));
        }
    }

    /**
     * Permits one start if a worker is missing. The start takes its place in the set until {@link #add}; a start that fails
     * must be repeated.
     */
    boolean beginStart() {
        synchronized (serving) {
            if (isOneMissing()) {
                starting++;
                return true;
            }
            return false;
        }
    }

    /** Returns whether {@link #beginStart} would permit a start. */
    boolean isOneMissing() {
        synchronized (serving) {
            int places = beingReplaced == null ? size : size + 1;
            return !closed && serving.size() + starting < places;
        }
    }

    /**
     * Adds a worker whose start was permitted. If another one is being replaced, that one retires.
     *
     * @return false if the set is closed; the caller must then kill the worker
     */
    boolean add(Worker worker) {
        synchronized (serving) {
            starting--;
            if (closed) {
                return false;
            }
            serving.add(worker);
            Worker old = beingReplaced;
            if (old != null) {
                serving.remove(old);
                old.retire();
                retiring.add(old);
                lastRetiredNanos = nanoTime.getAsLong();
            }
            beingReplaced = null;
            serving.notifyAll();
            return true;
        }
    }

    /** Notes that a worker could not be started; {@code reason} becomes part of {@link #awaitLeastLoaded}'s errors. */
    void onStartFailed(String reason) {
        synchronized (serving) {
            lastStartFailure = reason;
        }
    }

    /** Removes a worker whose process has ended. */
    void remove(Worker worker) {
        synchronized (serving) {
            serving.remove(worker);
            retiring.remove(worker);
            if (worker == beingReplaced) {
                // The start of its successor is now that of a missing worker.
                beingReplaced = null;
            }
        }
    }

    /**
     * Marks the first worker that is due for replacement, which permits one more start; returns it, or null if none is due
     * or a replacement cannot begin now.
     */
    @Nullable
    Worker beginReplacement(Predicate<Worker> isDue) {
        synchronized (serving) {
            if (closed || beingReplaced != null || !retiring.isEmpty() || starting > 0 || serving.size() < size) {
                return null;
            }
            beingReplaced = serving.stream().filter(isDue).findFirst().orElse(null);
            return beingReplaced;
        }
    }

    /** Kills the retiring workers that have no decoders left, and those that have been retiring for {@code timeout}. */
    void killRetired(long nowNanos, Duration timeout) {
        synchronized (serving) {
            boolean late = nowNanos - lastRetiredNanos > timeout.toNanos();
            retiring.stream()
                    .filter(worker -> late || worker.openDecoders() == 0)
                    .forEach(Worker::kill);
        }
    }

    /** Closes the set; returns false if it was closed before. */
    boolean close() {
        synchronized (serving) {
            if (closed) {
                return false;
            }
            closed = true;
            serving.notifyAll();
            return true;
        }
    }
}
