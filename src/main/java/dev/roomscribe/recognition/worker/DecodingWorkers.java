package dev.roomscribe.recognition.worker;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.SpeechModel;
import dev.roomscribe.recognition.model.ModelFiles;
import dev.roomscribe.recognition.model.ModelSelfTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * Decodes with a model that is loaded in worker processes. A worker that ends is followed by another one, one that hangs
 * is killed, and one that has grown too old or too large is replaced: its streams move one by one, at the ends of their
 * utterances.
 *
 * <pre>
 *   start ──▶ STARTING ──first worker has started──▶ READY ──close──▶ CLOSED
 *                ▲                                     │
 *                └────────── all workers ended ────────┘
 * </pre>
 *
 * <p>May be used from any thread. {@link #open} blocks while no worker is available, {@link #close} until the processes
 * have ended.
 */
public final class DecodingWorkers implements DecoderSource {
    /** The memory that one decoder takes with the built-in model, in bytes, as {@code docs/benchmarks.md} says. */
    public static final long DECODER_BYTES = DecoderMemory.MIN_BYTES;

    private final ModelFiles model;
    private final WorkerLimits limits;
    private final DecoderMemory decoderMemory;
    private final WorkerSet workers;
    private final SupervisorThread supervisorThread = new SupervisorThread();
    private final StartThreads startThreads;
    private final WorkerLauncher launcher;
    private final WorkerSupervisor supervisor;

    /** Acquired during calls for suspect audio: if two crash a process, it must be known which of them did. */
    private final Semaphore suspectCalls = new Semaphore(1);

    private DecodingWorkers(ModelFiles model, WorkerLimits limits, WorkerObserver observer, LongSupplier nanoTime) {
        this.model = model;
        this.limits = limits;
        decoderMemory = new DecoderMemory(limits.memoryBytes());
        workers = new WorkerSet(limits.workers(), nanoTime);
        startThreads = new StartThreads(limits.workers() + 1);
        launcher = new WorkerLauncher(
                name -> Worker.start(name, model.directory(), limits, nanoTime.getAsLong()),
                workers,
                startThreads,
                supervisorThread::execute,
                observer,
                nanoTime);
        supervisor = new WorkerSupervisor(limits, workers, launcher, observer, decoderMemory, nanoTime);
    }

    /**
     * Starts the workers, and returns without waiting for them.
     *
     * @param model closed when the workers are closed
     * @param nanoTime as {@link System#nanoTime}
     */
    public static DecodingWorkers start(
            ModelFiles model, WorkerLimits limits, WorkerObserver observer, LongSupplier nanoTime) {
        DecodingWorkers workers = new DecodingWorkers(
                requireNonNull(model, "model is null"),
                requireNonNull(limits, "limits is null"),
                requireNonNull(observer, "observer is null"),
                requireNonNull(nanoTime, "nanoTime is null"));
        workers.launcher.startMissing();
        workers.supervisor.start(workers.supervisorThread);
        return workers;
    }

    /**
     * Decodes a recording in a worker process of its own, so that a defective model cannot crash the service.
     *
     * @param startupTimeout how long loading the model may take
     * @param samples 16 kHz mono
     * @param processors how many processors the workers will use, at least 1
     * @throws DecoderException if the model cannot decode it; the message contains the last output of the process
     */
    public static WorkerSelfTest selfTest(ModelFiles model, Duration startupTimeout, short[] samples, int processors) {
        WorkerLimits limits =
                WorkerLimits.defaults().withStartupTimeout(startupTimeout).withConnections(processors);
        Worker worker = Worker.start("decoder-self-test", model.directory(), limits, 0);
        try {
            ModelSelfTest first = ModelSelfTest.run(() -> worker.open(null), samples);
            long memoryBytes = worker.memoryBytes().orElse(0);
            return new WorkerSelfTest(first.amongMany(() -> worker.open(null), samples, processors), memoryBytes);
        } finally {
            worker.kill();
            worker.awaitEnd();
        }
    }

    @Override
    public SpeechModel model() {
        return model.model();
    }

    @Override
    public Duration maxUtterance() {
        return model.maxUtterance();
    }

    @Override
    public Decoder open() {
        return workers.awaitLeastLoaded(limits.startupTimeout()).open(null);
    }

    @Override
    public Decoder openForSuspectAudio() {
        return workers.awaitLeastLoaded(limits.startupTimeout()).open(suspectCalls);
    }

    @Override
    public boolean isReady() {
        return workers.isReady();
    }

    /**
     * Returns the memory that one decoder takes, in bytes: the largest value that was measured since the start, and before
     * any measurement that of the built-in model.
     */
    public long decoderBytes() {
        return decoderMemory.bytes();
    }

    /** Returns how many workers accept new decoders. */
    int serving() {
        return workers.serving().size();
    }

    /** Returns the processes of these workers, for tests that stop or kill them. */
    List<Process> processes() {
        return workers.serving().stream().map(Worker::process).toList();
    }

    /** Replaces a worker that is due for replacement now, for tests that do not wait for the next check. */
    void replaceIfDue() {
        supervisor.replaceIfDue();
    }

    @Override
    public void close() {
        if (!workers.close()) {
            return;
        }
        supervisorThread.shutdown();
        startThreads.shutdown();
        workers.all().forEach(Worker::kill);
        workers.all().forEach(Worker::awaitEnd);
        model.close();
    }
}
