package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamLoad;
import java.time.Duration;
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
 *    └────────────────────────────────────────────────────┘
 *                          no step is due
 * </pre>
 *
 * <p>A stream is scheduled at most once, so its steps never overlap. The methods of {@link SpeechStream} may be called
 * from any thread and lock the queue; {@link #run} is called by the pool's threads only.
 */
final class DecodingStream implements SpeechStream, Runnable {
    private static final System.Logger LOG = System.getLogger(DecodingStream.class.getName());

    private final DecodingPool pool;
    private final StreamRecognizer recognizer;
    private final short[] batch = new short[Decoder.BATCH_SAMPLES];

    /** Guards the fields up to {@link #scheduledSince}. */
    private final StreamQueue queue;

    /** Whether the stream is scheduled or running. */
    private boolean active;

    private boolean closed;
    private long decodedSamples;
    private long cpuNanos;

    /** When its oldest queued audio was queued. Does not change while the stream is scheduled. */
    private volatile long scheduledSince;

    DecodingStream(DecodingPool pool, StreamRecognizer recognizer, StreamQueue queue) {
        this.pool = pool;
        this.recognizer = recognizer;
        this.queue = queue;
    }

    @Override
    public void push(short[] samples) {
        synchronized (queue) {
            if (!closed) {
                queue.push(samples, pool.nanoTime());
                scheduleIfDue();
            }
        }
    }

    @Override
    public void skip(long samples) {
        synchronized (queue) {
            if (!closed && samples > 0) {
                queue.skip(samples);
                scheduleIfDue();
            }
        }
    }

    @Override
    public StreamLoad load() {
        long now = pool.nanoTime();
        synchronized (queue) {
            long batches = queue.queuedSamples() / Decoder.BATCH_SAMPLES;
            long oldest = batches == 0 ? now : queue.oldestQueuedNanos(now);
            return new StreamLoad(
                    AudioFormat.duration(batches * Decoder.BATCH_SAMPLES),
                    Duration.ofNanos(now - oldest),
                    AudioFormat.duration(decodedSamples),
                    Duration.ofNanos(cpuNanos));
        }
    }

    @Override
    public CompletionStage<Void> endUtterance(EndReason reason) {
        return end(reason, false);
    }

    @Override
    public CompletionStage<Void> close(EndReason reason) {
        return end(reason, true);
    }

    @Override
    public void abandon() {
        close(EndReason.FLUSH);
    }

    private CompletionStage<Void> end(EndReason reason, boolean closesStream) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (queue) {
            if (closed) {
                done.complete(null);
                return done;
            }
            closed = closesStream;
            queue.end(reason, closesStream, done);
            scheduleIfDue();
        }
        return done;
    }

    /** The caller must hold the lock. */
    private void scheduleIfDue() {
        if (!active && queue.hasStep(Decoder.BATCH_SAMPLES)) {
            active = true;
            scheduledSince = queue.oldestQueuedNanos(pool.nanoTime());
            pool.schedule(this);
        }
    }

    /** Returns when the oldest queued audio of a scheduled stream was queued. */
    long scheduledSince() {
        return scheduledSince;
    }

    /** Carries out one step. */
    @Override
    public void run() {
        long startNanos = pool.nanoTime();
        StreamQueue.Step step;
        long backlog;
        synchronized (queue) {
            step = queue.poll(batch);
            backlog = queue.queuedSamples();
        }
        try {
            perform(step, backlog);
        } catch (DecoderException failure) {
            recover(step, failure);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "A speech listener failed; its stream continues", bug);
            if (step instanceof StreamQueue.End end) {
                complete(end);
            }
        } finally {
            long usedNanos = recognizer.takeCpuNanos();
            int samples = step instanceof StreamQueue.Decode decode ? decode.count() : 0;
            pool.onStep(usedNanos, pool.nanoTime() - startNanos);
            if (step instanceof StreamQueue.Decode decode) {
                pool.onDecoded(samples, usedNanos, startNanos - decode.queuedNanos());
            }
            synchronized (queue) {
                decodedSamples += samples;
                cpuNanos += usedNanos;
                active = false;
                scheduleIfDue();
            }
        }
    }

    private void perform(StreamQueue.@Nullable Step step, long backlog) {
        if (step instanceof StreamQueue.Decode decode) {
            recognizer.decode(decode, batch, backlog);
        } else if (step instanceof StreamQueue.Skip skip) {
            recognizer.skip(skip);
        } else if (step instanceof StreamQueue.End end) {
            recognizer.end(end.reason(), end.closesStream());
            complete(end);
        }
    }

    /** Queues the audio that must be decoded again, and behind it the step that failed. */
    private void recover(StreamQueue.@Nullable Step step, DecoderException failure) {
        recognizer.onDecoderFailure(failure);
        synchronized (queue) {
            if (step != null && !(step instanceof StreamQueue.Decode)) {
                queue.restore(step);
            }
            recognizer.replayInto(queue);
        }
    }

    private void complete(StreamQueue.End end) {
        if (end.closesStream()) {
            pool.onClosed(this);
        }
        end.done().complete(null);
    }
}
