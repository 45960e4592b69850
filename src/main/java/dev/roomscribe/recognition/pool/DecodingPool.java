package dev.roomscribe.recognition.pool;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.EngineLoad;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.recognition.SpeechListener;
import dev.roomscribe.recognition.SpeechModel;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.recognition.StreamOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes speech with the decoders of one source, on a few named threads that all streams share.
 *
 * <pre>
 *   OPEN ──close──▶ CLOSING: no new streams; the open ones end ──▶ CLOSED: threads and model are freed
 * </pre>
 *
 * <p>All methods may be called from any thread. {@link #close} blocks for at most 20 s.
 */
public final class DecodingPool implements SpeechEngine {
    private static final System.Logger LOG = System.getLogger(DecodingPool.class.getName());
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final DecoderSource source;
    private final PoolLimits limits;
    private final DecodingObserver observer;
    private final LongSupplier nanoTime;
    private final LoadMeter meter;
    private final StepScheduler scheduler;
    /** Null if steps run on an executor that the pool does not own. */
    private final @Nullable DecodingThreads threads;

    /** How many decoders are open. */
    private final AtomicInteger decoders = new AtomicInteger();

    private final long maxUtteranceSamples;
    private final Set<DecodingStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Creates a pool that decodes with {@code source} on threads of its own, and closes the source when the pool is
     * closed.
     *
     * @param nanoTime as {@link System#nanoTime}
     * @param selfTestCost processor seconds per second of speech that the model's self-test measured; 0 if unknown
     */
    public DecodingPool(
            DecoderSource source,
            PoolLimits limits,
            DecodingObserver observer,
            LongSupplier nanoTime,
            double selfTestCost) {
        this(source, limits, observer, nanoTime, selfTestCost, new DecodingThreads(limits.threads()));
    }

    /**
     * Creates a pool whose steps run on a given executor, for example one that simulates threads in virtual time. Its
     * {@link #close} runs the remaining steps on the calling thread and waits for nothing.
     *
     * @param steps runs each task later and once; must not run it within {@link Executor#execute}. Which step a task
     *     carries out is decided when it runs
     */
    public DecodingPool(
            DecoderSource source,
            PoolLimits limits,
            DecodingObserver observer,
            LongSupplier nanoTime,
            double selfTestCost,
            Executor steps) {
        this.source = requireNonNull(source, "source is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.observer = requireNonNull(observer, "observer is null");
        this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
        double cores = Math.min(limits.threads(), limits.cores());
        meter = new LoadMeter(limits.threads(), cores, limits.memory(), selfTestCost);
        scheduler = new StepScheduler(requireNonNull(steps, "steps is null"));
        threads = steps instanceof DecodingThreads own ? own : null;
        maxUtteranceSamples = AudioFormat.samples(source.maxUtterance());
    }

    @Override
    public SpeechModel model() {
        return source.model();
    }

    @Override
    public SpeechStream open(StreamOptions options, SpeechListener listener) {
        requireNonNull(options, "options is null");
        requireNonNull(listener, "listener is null");
        if (closed) {
            throw new IllegalStateException("The recognition engine is closed");
        }
        SpeechListener guarded = new GuardedListener(listener);
        StreamRecognizer recognizer = new StreamRecognizer(
                options,
                guarded,
                new StreamDecoder(source, decoders, AudioFormat.samples(limits.decoderMaxAge())),
                new OpenUtterance(guarded, limits.partialInterval().toNanos(), nanoTime()),
                maxUtteranceSamples,
                nanoTime);
        StreamQueue queue = new StreamQueue(
                Decoder.BATCH_SAMPLES,
                AudioFormat.samples(limits.maxQueue()),
                limits.maxQueue().toNanos());
        DecodingStream stream = new DecodingStream(this, recognizer, queue);
        streams.add(stream);
        return stream;
    }

    @Override
    public boolean isReady() {
        return !closed && source.isReady();
    }

    @Override
    public int openStreams() {
        return streams.size();
    }

    @Override
    public EngineLoad load() {
        long now = nanoTime();
        StreamLoad all = streams.stream().map(DecodingStream::load).reduce(StreamLoad.NONE, StreamLoad::plus);
        return new EngineLoad(
                streams.size(),
                meter.demand(now),
                decoders.get(),
                meter.capacity(),
                meter.utilization(now),
                all.queued(),
                all.lag());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        CompletableFuture<?>[] ends = streams.stream()
                .map(stream -> stream.close(EndReason.DRAIN).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        if (threads == null) {
            scheduler.runAll();
            source.close();
        } else {
            CompletableFuture.allOf(ends)
                    .completeOnTimeout(null, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            streams.forEach(DecodingStream::abandon);
            stop(threads);
        }
    }

    private void stop(DecodingThreads stopping) {
        try {
            if (stopping.stop(CLOSE_TIMEOUT)) {
                source.close();
            } else {
                // Freeing the model while a decoder uses it would crash the process during its shutdown.
                LOG.log(
                        System.Logger.Level.WARNING,
                        "A decoder did not stop within {0} s; its model stays in memory until the process exits",
                        CLOSE_TIMEOUT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    StepScheduler scheduler() {
        return scheduler;
    }

    void onClosed(DecodingStream stream) {
        streams.remove(stream);
    }

    /** Records speech that any stream has received. */
    void onSpeech(int samples, long nowNanos) {
        meter.arrived(samples, nowNanos);
    }

    /**
     * Records a step of any stream.
     *
     * @param samples how many samples it decoded
     * @param cpuNanos the processor time used, in this process or in a worker process
     * @param busyNanos how long it occupied a thread
     */
    void onStep(int samples, long cpuNanos, long busyNanos) {
        meter.succeeded(samples, cpuNanos, busyNanos, nanoTime());
    }

    /** As {@link #onStep} for a step that has failed. */
    void onFailedStep(long cpuNanos, long busyNanos) {
        meter.failed(cpuNanos, busyNanos, nanoTime());
    }

    void onDecoded(int samples, long cpuNanos, long waitedNanos) {
        try {
            observer.decoded(samples, cpuNanos, waitedNanos);
        } catch (RuntimeException | Error fault) {
            LOG.log(System.Logger.Level.ERROR, "The observer of a decoding pool failed", fault);
        }
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }
}
