package dev.roomscribe.recognition.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.DecoderException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The number of workers, whatever the order in which starts succeed and fail, processes end, and replacements are due. */
class WorkerNumberPropertyTest {
    enum Step {
        START_SUCCEEDS,
        START_FAILS,
        START_THROWS,
        PROCESS_ENDS,
        REPLACEMENT_IS_DUE,
        REPLACED_WORKER_HAS_NO_DECODERS
    }

    private final List<Runnable> scheduled = new ArrayList<>();
    /** What follows the end of a process, which the supervisor's thread runs. */
    private final Queue<Runnable> ends = new ArrayDeque<>();

    private final List<FakeProcess> processes = new ArrayList<>();
    private long now;

    @Property(tries = 300)
    void thereAreNeverMoreThanConfiguredAndOneAndAMissingOneIsAlwaysStarted(
            @ForAll @IntRange(min = 1, max = 4) int size,
            @ForAll @Size(max = 200) List<Step> steps,
            @ForAll Random random) {
        scheduled.clear();
        processes.clear();
        now = 0;
        WorkerSet workers = new WorkerSet(size, () -> now);
        Starts starts = new Starts();
        WorkerLauncher launcher = new WorkerLauncher(
                starts::start, workers, (delay, start) -> scheduled.add(start), ends::add, new Unobserved(), () -> now);
        launcher.startMissing();
        for (Step step : steps) {
            now += TimeUnit.SECONDS.toNanos(random.nextInt(20));
            switch (step) {
                case START_SUCCEEDS, START_FAILS, START_THROWS -> {
                    starts.next = step;
                    if (!scheduled.isEmpty()) {
                        scheduled.remove(random.nextInt(scheduled.size())).run();
                    }
                }
                case PROCESS_ENDS -> {
                    List<FakeProcess> alive = alive();
                    if (!alive.isEmpty()) {
                        alive.get(random.nextInt(alive.size())).end();
                    }
                }
                case REPLACEMENT_IS_DUE -> {
                    if (workers.beginReplacement(worker -> random.nextBoolean()) != null) {
                        launcher.startMissing();
                    }
                }
                case REPLACED_WORKER_HAS_NO_DECODERS -> workers.killRetired(now, Duration.ZERO);
            }
            runAll(ends);
            assertThat(alive().size() + scheduled.size()).isBetween(size, size + 1);
            assertThat(workers.serving().size() + scheduled.size()).isGreaterThanOrEqualTo(size);
            assertThat(workers.all()).hasSize(alive().size());
        }
        // Once starts succeed again, exactly the configured number serves, and nothing is being started.
        while (!scheduled.isEmpty()) {
            starts.next = Step.START_SUCCEEDS;
            scheduled.remove(0).run();
            runAll(ends);
        }
        assertThat(workers.serving()).hasSize(size);
    }

    @Property(tries = 100)
    void startsThatEndAfterTheSetWasClosedLeaveNoProcess(
            @ForAll @IntRange(min = 1, max = 4) int size, @ForAll @Size(max = 10) List<Boolean> outcomes) {
        scheduled.clear();
        processes.clear();
        WorkerSet workers = new WorkerSet(size, () -> 0);
        Starts starts = new Starts();
        starts.onStart = workers::close;
        WorkerLauncher launcher = new WorkerLauncher(
                starts::start, workers, (delay, start) -> scheduled.add(start), ends::add, new Unobserved(), () -> 0);
        launcher.startMissing();
        for (boolean succeeds : outcomes) {
            starts.next = succeeds ? Step.START_SUCCEEDS : Step.START_FAILS;
            if (!scheduled.isEmpty()) {
                scheduled.remove(0).run();
            }
        }
        assertThat(alive()).isEmpty();
    }

    private static void runAll(Queue<Runnable> tasks) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private List<FakeProcess> alive() {
        return processes.stream().filter(Process::isAlive).toList();
    }

    private final class Starts {
        private Step next = Step.START_SUCCEEDS;
        private Runnable onStart = () -> {};

        Worker start(String name) {
            onStart.run();
            switch (next) {
                case START_FAILS -> throw new DecoderException("no memory");
                case START_THROWS -> throw new OutOfMemoryError("unable to create native thread");
                default -> {
                    FakeProcess process = new FakeProcess();
                    processes.add(process);
                    return new Worker(
                            name,
                            new WorkerProcess(
                                    process,
                                    new WorkerDirectory(Path.of("/nonexistent")),
                                    new OutputTail(name, process.getInputStream()),
                                    List.of()),
                            now);
                }
            }
        }
    }

    private record Unobserved() implements WorkerObserver {
        @Override
        public void ended(ExitReason reason) {}

        @Override
        public void memory(long bytes) {}
    }

    /** A process that ends when it is told to, or when it is killed. */
    private static final class FakeProcess extends Process {
        private final CompletableFuture<Process> exit = new CompletableFuture<>();

        void end() {
            exit.complete(this);
        }

        @Override
        public CompletableFuture<Process> onExit() {
            return exit;
        }

        @Override
        public boolean isAlive() {
            return !exit.isDone();
        }

        @Override
        public boolean waitFor(long timeout, @Nullable TimeUnit unit) {
            return exit.isDone();
        }

        @Override
        public int waitFor() {
            return 0;
        }

        @Override
        public int exitValue() {
            return 0;
        }

        @Override
        public void destroy() {
            end();
        }

        @Override
        public Process destroyForcibly() {
            end();
            return this;
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public InputStream getErrorStream() {
            return getInputStream();
        }
    }
}
