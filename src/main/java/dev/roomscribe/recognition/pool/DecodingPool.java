package dev.roomscribe.recognition.pool;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Load;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.recognition.SpeechListener;
import dev.roomscribe.recognition.SpeechModel;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.recognition.StreamOptions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Recognizes with the decoders of one source, on a few named threads that all streams share.
 *
 * <p>A stream stands in the pool's line at most once, so the line is never longer than there are streams.
 */
public final class DecodingPool implements SpeechEngine {
    private static final System.Logger LOG = System.getLogger(DecodingPool.class.getName());
    private static final Duration CLOSING_TIME = Duration.ofSeconds(10);

    /** Whose audio has waited longest is next, so that who is behind catches up and no stream waits for ever. */
    private static final Comparator<Runnable> OLDEST_FIRST = (one, other) ->
            Long.signum(((DecodingStream) one).waitingSince() - ((DecodingStream) other).waitingSince());

    private final DecoderSource source;
    private final PoolLimits limits;
    private final DecodingObserver observer;
    private final LongSupplier nanoTime;
    private final LoadMeter meter;
    private final ExecutorService threads;
    private final Set<DecodingStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Creates a pool that decodes with {@code source}, and closes it with itself.
     *
     * @param nanoTime as {@link System#nanoTime}
     * @param trialCost processor seconds that a second of speech took in a trial; 0 if there was none
     */
    public DecodingPool(
            DecoderSource source,
            PoolLimits limits,
            DecodingObserver observer,
            LongSupplier nanoTime,
            double trialCost) {
        this.source = requireNonNull(source, "source is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.observer = requireNonNull(observer, "observer is null");
        this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
        int cores = Math.min(limits.threads(), Runtime.getRuntime().availableProcessors());
        meter = new LoadMeter(limits.threads(), cores, trialCost);
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                0,
                TimeUnit.SECONDS,
                new PriorityBlockingQueue<>(64, OLDEST_FIRST),
                task -> {
                    Thread thread = new Thread(task, "decoder-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
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
            throw new IllegalStateException("Recognition is closed");
        }
        DecodingStream stream = new DecodingStream(this, options, listener);
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
    public Load load() {
        long now = nanoTime();
        int open = streams.size();
        StreamLoad all = streams.stream().map(DecodingStream::load).reduce(StreamLoad.NONE, StreamLoad::plus);
        return new Load(open, meter.capacity(open, now), meter.utilization(now), all.queued(), all.lag());
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
        CompletableFuture.allOf(ends)
                .completeOnTimeout(null, CLOSING_TIME.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        threads.shutdown();
        try {
            if (threads.awaitTermination(CLOSING_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                source.close();
            } else {
                // Freeing a model under a decoder would crash the process that we are trying to end in good order.
                LOG.log(System.Logger.Level.WARNING, "A decoder does not end; its model stays in memory until exit");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void execute(DecodingStream stream) {
        threads.execute(stream);
    }

    void closed(DecodingStream stream) {
        streams.remove(stream);
    }

    DecoderSource source() {
        return source;
    }

    PoolLimits limits() {
        return limits;
    }

    /** Notes for how long a thread was busy, and what processor time that took wherever it was taken. */
    void worked(long cpuNanos, long busyNanos) {
        meter.worked(cpuNanos, busyNanos, nanoTime());
    }

    void decoded(int samples, long cpuNanos, long waitedNanos) {
        observer.decoded(samples, cpuNanos, waitedNanos);
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    long longestUtteranceSamples() {
        return source.longestUtterance().toMillis() * 16;
    }

    long decoderAgeSamples() {
        return limits.decoderAge().toMillis() * 16;
    }
}
