package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderLostException;
import dev.roomscribe.recognition.worker.proto.Reply;
import dev.roomscribe.recognition.worker.proto.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One worker process as the service sees it: its decoders and the calls made to it.
 *
 * <pre>
 *   SERVING ──retire──▶ RETIRING: its decoders close at the ends of utterances ──kill──▶ ENDED
 *      │                    │                                                             ▲
 *      └──── a call fails ──┴──▶ BROKEN: the process is killed ───────────────────────────┘
 * </pre>
 *
 * <p>Thread-safe. {@link #call} blocks for as long as the decoder takes.
 */
final class Worker {
    private final String name;
    private final WorkerProcess process;
    private final long startedNanos;
    private final BlockingQueue<WorkerConnection> idleConnections;
    private final PendingCalls pending = new PendingCalls();
    private final MemoryTrend memory = new MemoryTrend();
    private final AtomicLong decoderIds = new AtomicLong();
    private final AtomicInteger openDecoders = new AtomicInteger();
    private final AtomicInteger maxDecoders = new AtomicInteger();

    private volatile boolean retiring;
    private volatile boolean broken;

    Worker(String name, WorkerProcess process, long startedNanos) {
        this.name = name;
        this.process = process;
        this.startedNanos = startedNanos;
        idleConnections = new LinkedBlockingQueue<>(process.connections());
    }

    /** Starts a worker; parameters and errors as for {@link WorkerProcess#start}. */
    static Worker start(String name, Path model, WorkerLimits limits, long nowNanos) {
        return new Worker(name, WorkerProcess.start(name, model, limits), nowNanos);
    }

    String name() {
        return name;
    }

    Process process() {
        return process.process();
    }

    long startedNanos() {
        return startedNanos;
    }

    /** Returns the growth of its memory. Confined to the supervisor's thread. */
    MemoryTrend memory() {
        return memory;
    }

    OptionalLong memoryBytes() {
        return process.memoryBytes();
    }

    /** Returns whether a call failed; the process has then ended or is about to. */
    boolean isBroken() {
        return broken;
    }

    int openDecoders() {
        return openDecoders.get();
    }

    /** Returns how many decoders it has had open at the same time. */
    int maxDecoders() {
        return maxDecoders.get();
    }

    /** Makes its decoders due for replacement, each at the end of its utterance. */
    void retire() {
        retiring = true;
    }

    boolean isRetiring() {
        return retiring;
    }

    /**
     * Opens a decoder.
     *
     * @param suspectCalls for audio on which a decoder has failed: acquired during every call, so that at most one such
     *     call is in progress; null for other audio
     */
    Decoder open(@Nullable Semaphore suspectCalls) {
        RemoteDecoder decoder = new RemoteDecoder(this, decoderIds.incrementAndGet(), suspectCalls);
        maxDecoders.accumulateAndGet(openDecoders.incrementAndGet(), Math::max);
        try {
            decoder.open();
            return decoder;
        } catch (DecoderException e) {
            openDecoders.decrementAndGet();
            throw e;
        }
    }

    void onDecoderClosed() {
        openDecoders.decrementAndGet();
    }

    /**
     * Makes one call.
     *
     * @throws DecoderException if this call ended the process
     * @throws DecoderLostException if the process ended for another reason
     */
    Reply call(Request request, boolean suspect) {
        WorkerConnection connection;
        try {
            connection = idleConnections.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DecoderLostException("The thread was interrupted while it waited for " + name);
        }
        PendingCall call = pending.begin(suspect);
        try {
            return connection.exchange(request);
        } catch (IOException e) {
            throw onProcessLost(call);
        } finally {
            pending.end(call);
            idleConnections.add(connection);
        }
    }

    private DecoderException onProcessLost(PendingCall call) {
        broken = true;
        String message = "The worker process ended: " + process.describeEnd();
        process.destroy();
        return pending.causedCrash(call, process.wasKilled())
                ? new DecoderException(message)
                : new DecoderLostException(message);
    }

    /** Kills the process if a call hangs. */
    void killIfHanging(long elapsedNanos, Duration limit) {
        long cpuNanos =
                process.cpuTime().map(Duration::toNanos).orElseGet(() -> pending.processCpuNanos() + elapsedNanos);
        if (pending.findHanging(elapsedNanos, cpuNanos, limit)) {
            process.destroy();
        }
    }

    /** Ends the process; audio that is being decoded in it must be decoded elsewhere. */
    void kill() {
        pending.onReplaced();
        process.kill();
    }

    /** Waits up to 2 s for the process to end. */
    void awaitEnd() {
        process.awaitEnd();
    }

    /** Returns why the process ended. */
    WorkerObserver.ExitReason exitReason() {
        return pending.exitReason();
    }

    /** Returns how the process ended, for messages. Blocks for up to 4 s. */
    String describeEnd() {
        return process.describeEnd();
    }
}
