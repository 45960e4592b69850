package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamLoad;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a {@link DecodingPool}: queues audio and requests, and has a {@link StreamRecognizer} carry them out on
 * the pool's threads, one step at a time.
 *
 * <pre>
 *            a step is due            a thread is free
 *   IDLE ────────────────▶ SCHEDULED ────────────────▶ RUNNING
 *    ▲                         ▲     a step is due        │
 *    │                         └──────────────────────────┤
 *    └────────────────────────────────────────────────────┤
 *                          no step is due                 │ closed or abandoned
 *                                                         ▼
 *                                                       ENDED
 * </pre>
 *
 * <p>A stream is scheduled at most once, so its steps never overlap. The methods of {@link SpeechStream} may be called
 * from any thread and lock the queue; {@link #runStep} is called by the pool's scheduler only.
 */
final class DecodingStream implements SpeechStream {
    private static final System.Logger LOG = System.getLogger(DecodingStream.class.getName());

    /** An utterance whose end is further away than half a second is not near its final. */
    private static final long NEAR_FINAL_SAMPLES = 4L * Decoder.BATCH_SAMPLES;

    private final DecodingPool pool;
    private final StreamRecognizer recognizer;
    private final short[] batch = new short[Decoder.BATCH_SAMPLES];

    /** The last step that threw an unexpected exception; if it throws again, it would do so without end. */
    private StreamQueue.@Nullable Step aborted;

    /** Guards the fields below it. */
    private final StreamQueue queue;

    /** Whether the stream is scheduled or running. */
    private boolean active;

    /** The step that is running. */
    private StreamQueue.@Nullable Step running;

    /** Completes when the stream is closed; null while it is open. */
    private @Nullable CompletableFuture<Void> closing;

    private boolean abandoned;
    private boolean ended;
    private long decodedSamples;
    private long cpuNanos;

    DecodingStream(DecodingPool pool, StreamRecognizer recognizer, StreamQueue queue) {
        this.pool = pool;
        this.recognizer = recognizer;
        this.queue = queue;
    }

    @Override
    public void push(short[] samples) {
        synchronized (queue) {
            if (closing == null) {
                long now = pool.nanoTime();
                pool.onSpeech(samples.length, now);
                queue.push(samples, now);
                scheduleIfDue();
            }
        }
    }

    @Override
    public void skip(long samples) {
        synchronized (queue) {
            if (closing == null && samples > 0) {
                queue.skip(samples, pool.nanoTime());
                scheduleIfDue();
            }
        }
    }

    @Override
    public StreamLoad load() {
        long now = pool.nanoTime();
        synchronized (queue) {
            queue.dropTooOld(now);
            scheduleIfDue();
            long batches = queue.queuedSamples() / Decoder.BATCH_SAMPLES;
            return new StreamLoad(
                    AudioFormat.duration(batches * Decoder.BATCH_SAMPLES),
                    Duration.ofNanos(queue.lagNanos(now)),
                    AudioFormat.duration(decodedSamples),
                    Duration.ofNanos(cpuNanos));
        }
    }

    @Override
    public CompletionStage<Void> endUtterance(EndReason reason, boolean cutOff) {
        return end(reason, false, cutOff);
    }

    @Override
    public CompletionStage<Void> close(EndReason reason, boolean cutOff) {
        return end(reason, true, cutOff);
    }

    private CompletionStage<Void> end(EndReason reason, boolean closesStream, boolean cutOff) {
        synchronized (queue) {
            if (closing != null) {
                return closing;
            }
            CompletableFuture<Void> done = new CompletableFuture<>();
            closing = closesStream ? done : null;
            queue.end(new StreamQueue.End(reason, closesStream, cutOff, done), pool.nanoTime());
            if (active) {
                advanceIfNearFinal();
            }
            scheduleIfDue();
            return done;
        }
    }

    @Override
    public void abandon() {
        List<CompletableFuture<Void>> unfinished;
        synchronized (queue) {
            if (abandoned || ended) {
                return;
            }
            abandoned = true;
            unfinished = queue.clear();
            if (running instanceof StreamQueue.End end) {
                unfinished.add(end.done());
            }
            closing = closing == null ? CompletableFuture.completedFuture(null) : closing;
            if (!active) {
                active = true;
                pool.scheduler().schedule(this, pool.nanoTime(), false);
            }
        }
        unfinished.forEach(done -> done.complete(null));
    }

    /** The caller must hold the lock. */
    private void scheduleIfDue() {
        if (!active && queue.hasStep()) {
            active = true;
            pool.scheduler().schedule(this, waitingSince(), queue.isNearEnd(NEAR_FINAL_SAMPLES));
        }
    }

    private void advanceIfNearFinal() {
        if (queue.isNearEnd(NEAR_FINAL_SAMPLES)) {
            pool.scheduler().advance(this, waitingSince());
        }
    }

    private long waitingSince() {
        return queue.oldestQueuedNanos(pool.nanoTime());
    }

    /** Carries out one step; never throws. */
    void runStep() {
        long startNanos = pool.nanoTime();
        StreamQueue.Step step;
        long backlog;
        boolean succeeded = false;
        synchronized (queue) {
            step = queue.poll(batch, startNanos);
            running = step;
            backlog = queue.queuedSamples();
        }
        try {
            if (step != null) {
                perform(step, backlog);
            }
            succeeded = true;
        } catch (DecoderException failure) {
            recover(step, () -> recognizer.onDecoderFailure(failure));
        } catch (Throwable fault) {
            LOG.log(System.Logger.Level.ERROR, "A decoding step failed; the audio since the last final is lost", fault);
            if (step != null && step == aborted) {
                abandon();
            } else {
                aborted = step;
                recover(step, () -> recognizer.abort(position()));
            }
        }
        finish(step, startNanos, succeeded);
    }

    private void perform(StreamQueue.Step step, long backlog) {
        if (step instanceof StreamQueue.Decode decode) {
            recognizer.decode(decode, batch, backlog);
        } else if (step instanceof StreamQueue.Skip skip) {
            recognizer.skip(skip);
        } else if (step instanceof StreamQueue.End end) {
            recognizer.end(end.reason(), end.closesStream(), end.cutOff());
            complete(end);
        }
    }

    /**
     * Queues the step that failed, unless it was to decode, and before it the audio that must be decoded again. If this
     * is not possible, the stream ends.
     */
    private void recover(StreamQueue.@Nullable Step step, Runnable handler) {
        try {
            synchronized (queue) {
                if (abandoned) {
                    return;
                }
                if (step != null && !(step instanceof StreamQueue.Decode)) {
                    queue.restore(step);
                }
            }
            handler.run();
            synchronized (queue) {
                if (!abandoned) {
                    recognizer.replayInto(queue, pool.nanoTime());
                }
            }
        } catch (Throwable fault) {
            LOG.log(System.Logger.Level.ERROR, "A stream is abandoned, because its state is unknown", fault);
            abandon();
        }
    }

    private long position() {
        synchronized (queue) {
            return queue.position();
        }
    }

    private void complete(StreamQueue.End end) {
        if (end.closesStream()) {
            synchronized (queue) {
                ended = true;
            }
            pool.onClosed(this);
        }
        end.done().complete(null);
    }

    private void finish(StreamQueue.@Nullable Step step, long startNanos, boolean succeeded) {
        long usedNanos = recognizer.takeCpuNanos();
        int accepted = recognizer.takeAcceptedSamples();
        long busyNanos = pool.nanoTime() - startNanos;
        if (succeeded) {
            pool.onStep(accepted, usedNanos, busyNanos);
        } else {
            pool.onFailedStep(usedNanos, busyNanos);
        }
        int samples = 0;
        if (step instanceof StreamQueue.Decode decode) {
            samples = decode.count();
            pool.onDecoded(samples, usedNanos, startNanos - decode.queuedNanos());
        }
        boolean releases;
        synchronized (queue) {
            running = null;
            decodedSamples += samples;
            cpuNanos += usedNanos;
            releases = abandoned;
            if (!releases) {
                active = false;
                scheduleIfDue();
            }
        }
        if (releases) {
            recognizer.close();
            pool.onClosed(this);
        }
    }
}
