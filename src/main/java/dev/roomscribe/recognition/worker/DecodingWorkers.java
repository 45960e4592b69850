package dev.roomscribe.recognition.worker;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderLostException;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.SpeechModel;
import dev.roomscribe.recognition.model.ModelFiles;
import dev.roomscribe.recognition.pool.ModelSelfTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model in processes of their own, as many as there are to be at any time: one that ends is followed by another, one
 * that hangs is killed, and one that has grown old or large is replaced, stream by stream at the ends of utterances.
 */
public final class DecodingWorkers implements DecoderSource {
    private static final System.Logger LOG = System.getLogger(DecodingWorkers.class.getName());

    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MEMORY_INTERVAL = Duration.ofSeconds(10);
    /** How long a decoder may take to come to the end of an utterance; its audio is decoded again elsewhere then. */
    private static final Duration RETIRED_WITHIN = Duration.ofMinutes(2);
    /** A process that lived longer is followed at once. */
    private static final Duration STABLE = Duration.ofSeconds(10);

    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    /** Who has served once will again: people wait for it. */
    private static final Duration LONGEST_DELAY_AFTER_SERVICE = Duration.ofSeconds(1);

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

    private final ModelFiles model;
    private final WorkerLimits limits;
    private final WorkerObserver observer;
    private final LongSupplier nanoTime;
    private final Path directory;
    private final ScheduledExecutorService supervisor = Executors.newSingleThreadScheduledExecutor(named("supervisor"));
    /** Each process takes its time to start; as many start at once as there are to be, and one that replaces another. */
    private final ScheduledExecutorService starters;

    private final Semaphore alone = new Semaphore(1);

    /** Guards what follows; notified when there is one more to decode in. */
    private final List<Worker> serving = new ArrayList<>();

    private final List<Worker> retiring = new ArrayList<>();
    private final AtomicInteger started = new AtomicInteger();
    private @Nullable Worker beingReplaced;
    private long retiredNanos;
    private int failures;
    private String lastFailure = "none has started yet";
    private boolean closed;
    private long watchedNanos;

    private DecodingWorkers(ModelFiles model, WorkerLimits limits, WorkerObserver observer, LongSupplier nanoTime) {
        this.model = requireNonNull(model, "model is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.observer = requireNonNull(observer, "observer is null");
        this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
        directory = temporaryDirectory();
        starters = Executors.newScheduledThreadPool(limits.workers() + 1, named("start"));
        watchedNanos = nanoTime.getAsLong();
    }

    /**
     * Starts the processes, and returns without waiting for them.
     *
     * @param model closed with the processes
     * @param nanoTime as {@link System#nanoTime}
     */
    public static DecodingWorkers start(
            ModelFiles model, WorkerLimits limits, WorkerObserver observer, LongSupplier nanoTime) {
        DecodingWorkers workers = new DecodingWorkers(model, limits, observer, nanoTime);
        for (int worker = 0; worker < limits.workers(); worker++) {
            workers.launch(Duration.ZERO);
        }
        workers.every(WATCH_INTERVAL, workers::watch);
        workers.every(MEMORY_INTERVAL, workers::replaceTheWorn);
        return workers;
    }

    /**
     * Lets a model hear a recording in a process that is thrown away: what it does there, it cannot do to the service.
     *
     * @param samples 16 kHz mono
     * @throws DecoderException if the model cannot decode it; the message has the process's last words
     */
    public static ModelSelfTest tryOut(ModelFiles model, Duration startWithin, short[] samples) {
        WorkerLimits one = new WorkerLimits(1, 1, startWithin, startWithin, startWithin, Long.MAX_VALUE);
        Path directory = temporaryDirectory();
        try {
            Worker worker = Worker.start("decoder-trial", directory, model.directory(), one, 0);
            try {
                return ModelSelfTest.of(() -> worker.open(null), samples);
            } finally {
                worker.kill();
            }
        } finally {
            delete(directory);
        }
    }

    @Override
    public SpeechModel model() {
        return model.model();
    }

    @Override
    public Duration longestUtterance() {
        return model.longestUtterance();
    }

    @Override
    public Decoder open() {
        return roomiest().open(null);
    }

    @Override
    public Decoder openForSuspect() {
        return roomiest().open(alone);
    }

    @Override
    public boolean isReady() {
        synchronized (serving) {
            return serving.stream().anyMatch(worker -> !worker.isBroken());
        }
    }

    /** Returns how many processes there are to decode in. */
    public int serving() {
        synchronized (serving) {
            return serving.size();
        }
    }

    /** Returns the processes, for tests to do them harm. */
    List<Process> processes() {
        synchronized (serving) {
            return serving.stream().map(Worker::process).toList();
        }
    }

    /** Returns the process with the fewest decoders, having waited for one if there is none. */
    private Worker roomiest() {
        long deadline = nanoTime.getAsLong() + limits.startWithin().toNanos();
        synchronized (serving) {
            while (!isReady() && !closed && nanoTime.getAsLong() - deadline < 0) {
                try {
                    serving.wait(WATCH_INTERVAL.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new DecoderLostException("Waiting for a process to decode in was interrupted");
                }
            }
            if (closed) {
                throw new DecoderException("Recognition is closed");
            }
            return serving.stream()
                    .filter(worker -> !worker.isBroken())
                    .min(Comparator.comparingInt(Worker::decoders))
                    .orElseThrow(() -> new DecoderLostException("There is no process to decode in: " + lastFailure));
        }
    }

    private void launch(Duration delay) {
        try {
            var unused = starters.schedule(this::startOne, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Closed in the meantime.
        }
    }

    private void startOne() {
        String name = "decoder-worker-" + started.incrementAndGet();
        try {
            Worker worker = Worker.start(name, directory, model.directory(), limits, nanoTime.getAsLong());
            var unused = worker.process().onExit().thenRun(() -> onSupervisor(() -> ended(worker)));
            serve(worker);
        } catch (DecoderException e) {
            synchronized (serving) {
                lastFailure = String.valueOf(e.getMessage());
                beingReplaced = null;
                if (closed) {
                    return;
                }
            }
            LOG.log(System.Logger.Level.ERROR, "{0}: {1}", name, e.getMessage());
            observer.ended(WorkerObserver.End.UNUSABLE);
            launch(nextDelay(LONGEST_DELAY));
        }
    }

    private void serve(Worker worker) {
        boolean late;
        synchronized (serving) {
            late = closed;
            if (!late) {
                serving.add(worker);
                Worker old = beingReplaced;
                if (old != null && serving.remove(old)) {
                    old.retire();
                    retiring.add(old);
                    retiredNanos = nanoTime.getAsLong();
                }
                beingReplaced = null;
                serving.notifyAll();
            }
        }
        if (late) {
            worker.kill();
        }
    }

    private void ended(Worker worker) {
        boolean served;
        synchronized (serving) {
            // One that was to be replaced has its successor on the way.
            served = serving.remove(worker) && worker != beingReplaced;
            retiring.remove(worker);
            if (closed) {
                return;
            }
        }
        observer.ended(worker.end());
        if (worker.end() == WorkerObserver.End.REPLACED) {
            LOG.log(System.Logger.Level.INFO, "{0} has been replaced", worker.name());
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} {1}, and its streams move to another: {2}",
                    worker.name(),
                    worker.end() == WorkerObserver.End.HUNG ? "hung and was killed" : "ended",
                    worker.fate());
        }
        if (served) {
            boolean stable = nanoTime.getAsLong() - worker.startedNanos() > STABLE.toNanos();
            synchronized (serving) {
                failures = stable ? 0 : failures;
            }
            launch(stable ? Duration.ZERO : nextDelay(LONGEST_DELAY_AFTER_SERVICE));
        }
    }

    private Duration nextDelay(Duration longest) {
        synchronized (serving) {
            Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(failures++, 10));
            return delay.compareTo(longest) > 0 ? longest : delay;
        }
    }

    private void watch() {
        long now = nanoTime.getAsLong();
        long since = now - watchedNanos;
        watchedNanos = now;
        all().forEach(worker -> worker.watch(since, limits.stall()));
        synchronized (serving) {
            boolean late = now - retiredNanos > RETIRED_WITHIN.toNanos();
            retiring.stream().filter(worker -> late || worker.decoders() == 0).forEach(Worker::kill);
        }
    }

    /** Reads how much memory the processes take, and replaces one if it is time. */
    void replaceTheWorn() {
        long now = nanoTime.getAsLong();
        long bytes = 0;
        for (Worker worker : all()) {
            long memory = worker.memoryBytes().orElse(0);
            bytes += memory;
            worker.memory().add(now - worker.startedNanos(), memory);
        }
        observer.memory(bytes);
        synchronized (serving) {
            if (beingReplaced == null && retiring.isEmpty()) {
                serving.stream()
                        .filter(worker -> isWorn(worker, now))
                        .findFirst()
                        .ifPresent(this::replace);
            }
        }
    }

    private boolean isWorn(Worker worker, long now) {
        return now - worker.startedNanos() > limits.age().toNanos()
                || worker.memory().exceeds(limits.growth());
    }

    private void replace(Worker worker) {
        LOG.log(System.Logger.Level.INFO, "{0} is to be replaced: it has grown old or large", worker.name());
        beingReplaced = worker;
        launch(Duration.ZERO);
    }

    private List<Worker> all() {
        synchronized (serving) {
            return Stream.concat(serving.stream(), retiring.stream()).toList();
        }
    }

    @Override
    public void close() {
        synchronized (serving) {
            if (closed) {
                return;
            }
            closed = true;
            serving.notifyAll();
        }
        supervisor.shutdown();
        starters.shutdown();
        all().forEach(Worker::kill);
        all().forEach(Worker::fate);
        delete(directory);
        model.close();
    }

    private void every(Duration interval, Runnable task) {
        var unused = supervisor.scheduleWithFixedDelay(
                () -> logged(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void onSupervisor(Runnable task) {
        try {
            supervisor.execute(() -> logged(task));
        } catch (RejectedExecutionException e) {
            // Closed in the meantime.
        }
    }

    /** A supervisor that stops at its first mistake would be worse than the mistake. */
    private static void logged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "Looking after the decoding processes failed", bug);
        }
    }

    private static ThreadFactory named(String role) {
        return task -> {
            Thread thread = new Thread(task, "decoder-" + role);
            thread.setDaemon(true);
            return thread;
        };
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("roomscribe-decoders-");
        } catch (IOException e) {
            throw new DecoderException("No directory can be made for the decoding processes: " + e.getMessage());
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Left behind: {0}", directory);
        }
    }
}
