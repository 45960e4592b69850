package dev.roomscribe.recognition;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One stream's lane through the pool: at most one step of it runs at a time, and after each step it goes to the back
 * of the pool's line, so that no stream waits for more than one batch of every other.
 *
 * <p>Public methods may be called from any thread. Everything below {@link #run} belongs to the lane.
 */
final class DecodingStream implements SpeechStream, Runnable {
    private static final System.Logger LOG = System.getLogger(DecodingStream.class.getName());

    /** 120 ms: half of what the network decodes at once, and long enough to keep the calls' cost down. */
    static final int BATCH_SAMPLES = 1_920;

    private static final int RATE = 16_000;
    private static final int MOST_FAILURES = 3;

    private final DecodingPool pool;
    private final StreamOptions options;
    private final SpeechListener listener;

    private final OpenUtterance utterance;

    private final StreamQueue queue;
    private boolean running;
    private boolean closed;

    private final short[] batch = new short[BATCH_SAMPLES];
    private @Nullable Decoder decoder;
    private boolean unflushed;
    private int failures;

    /** The stream's sample that the next batch begins with. */
    private long position;
    /** What to add to a decoder's sample to get the stream's. */
    private long decoderBase;

    private long decoderOpened;
    private long utteranceStart;
    /** Where the audio began that the decoder has in hand; none of its words are from before. */
    private long flushedAt;

    DecodingStream(DecodingPool pool, StreamOptions options, SpeechListener listener) {
        this.pool = pool;
        this.options = options;
        this.listener = listener;
        queue = new StreamQueue(pool.limits().longestQueue().toMillis() * (RATE / 1000));
        utterance = new OpenUtterance(listener, pool.limits().partialInterval().toNanos(), pool.nanoTime());
    }

    @Override
    public void push(short[] samples) {
        synchronized (queue) {
            if (!closed) {
                queue.push(samples, pool.nanoTime());
                schedule();
            }
        }
    }

    @Override
    public long waitingSamples() {
        synchronized (queue) {
            return queue.waiting() / BATCH_SAMPLES * BATCH_SAMPLES;
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

    private CompletionStage<Void> end(EndReason reason, boolean close) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (queue) {
            if (closed) {
                done.complete(null);
                return done;
            }
            closed = close;
            queue.end(reason, close, done);
            schedule();
        }
        return done;
    }

    private void schedule() {
        if (!running && queue.ready(BATCH_SAMPLES)) {
            running = true;
            pool.execute(this);
        }
    }

    /** Takes one step. */
    @Override
    public void run() {
        StreamQueue.Step step;
        boolean behind;
        synchronized (queue) {
            step = queue.poll(batch);
            behind = queue.waiting() > RATE;
        }
        try {
            if (step instanceof StreamQueue.Decode decode) {
                decode(decode, behind);
            } else if (step instanceof StreamQueue.Skip skip) {
                skip(skip);
            } else if (step instanceof StreamQueue.End end) {
                end(end);
            }
        } catch (DecoderException failure) {
            decoderFailed(failure);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "A listener failed; its stream goes on", bug);
        } finally {
            if (step instanceof StreamQueue.End end) {
                end.done().complete(null);
            }
            synchronized (queue) {
                running = false;
                schedule();
            }
        }
    }

    private void decode(StreamQueue.Decode decode, boolean behind) {
        long waited = pool.nanoTime() - decode.queuedNanos();
        long cpu = pool.cpuNanos();
        long first = position;
        position += decode.count();
        try {
            Decoder decoder = decoder(first);
            if (decoder == null) {
                return;
            }
            unflushed = true;
            if (decoder.accept(batch, decode.count())) {
                endpoint(decoder);
            } else if (options.partials() && !behind) {
                showPartial(decoder);
            }
        } finally {
            pool.observer().decoded(decode.count(), pool.cpuNanos() - cpu, waited);
        }
    }

    private void endpoint(Decoder decoder) {
        EndReason reason =
                position - utteranceStart >= pool.longestUtteranceSamples() ? EndReason.MAX_LENGTH : EndReason.ENDPOINT;
        // A decoder's last frames wait for the audio that follows: one that is replaced must be flushed of them. In the
        // middle of speech that costs a word, so a talker without a pause gets as much time again.
        long age = position - decoderOpened;
        long limit = pool.decoderAgeSamples();
        if (age >= 2 * limit || (age >= limit && reason == EndReason.ENDPOINT)) {
            flush(decoder, reason);
            closeDecoder();
        } else {
            settle(decoder.result(), reason);
        }
    }

    private void showPartial(Decoder decoder) {
        long now = pool.nanoTime();
        if (utterance.isDue(now)) {
            utterance.show(decoder.partial(), now);
        }
    }

    private void skip(StreamQueue.Skip skip) {
        Decoder open = decoder;
        if (open != null) {
            flush(open, EndReason.FLUSH);
        }
        decoderBase += skip.to() - skip.from();
        decoderOpened += skip.to() - skip.from();
        position = skip.to();
        utteranceStart = position;
        flushedAt = position;
        listener.onLost(new Loss(skip.from(), skip.to(), Loss.Cause.OVERLOAD));
    }

    private void end(StreamQueue.End end) {
        try {
            Decoder open = decoder;
            if (open != null) {
                flush(open, end.reason());
            }
        } finally {
            if (end.close()) {
                closeDecoder();
                pool.closed(this);
            }
        }
    }

    private void flush(Decoder decoder, EndReason reason) {
        if (unflushed) {
            settle(decoder.flush(), reason);
            unflushed = false;
            flushedAt = position;
        }
    }

    private void settle(Decoder.Decoded decoded, EndReason reason) {
        if (decoded.text().isEmpty()) {
            utterance.withdraw(pool.nanoTime());
        } else {
            utterance.settle(decoded.text(), confidence(decoded), words(decoded), reason);
        }
        utteranceStart = position;
    }

    /** A decoder without word times has said no more than that the words are in the utterance's audio. */
    private List<Utterance.Word> words(Decoder.Decoded decoded) {
        return decoded.words().isEmpty()
                ? List.of(new Utterance.Word(decoded.text(), utteranceStart, position, null))
                : decoded.words().stream().map(this::placed).toList();
    }

    private Utterance.Word placed(Decoder.DecodedWord word) {
        return new Utterance.Word(word.text(), sample(word.start()), sample(word.end()), word.confidence());
    }

    /**
     * A decoder's times are good to some 20 ms. Across a flush that could put a word on the far side of a pause in the
     * audio, however long that was.
     */
    private long sample(double seconds) {
        long sample = decoderBase + Math.round(seconds * RATE);
        return Math.max(flushedAt, Math.min(position, sample));
    }

    private static @Nullable Double confidence(Decoder.Decoded decoded) {
        double sum = 0;
        for (Decoder.DecodedWord word : decoded.words()) {
            if (word.confidence() == null) {
                return null;
            }
            sum += word.confidence();
        }
        return decoded.words().isEmpty()
                ? null
                : Double.valueOf(sum / decoded.words().size());
    }

    /** Returns the decoder, opened if need be; null once too many have failed. */
    private @Nullable Decoder decoder(long first) {
        if (decoder == null && failures < MOST_FAILURES) {
            decoder = pool.source().open();
            decoderBase = first;
            decoderOpened = first;
            flushedAt = first;
        }
        return decoder;
    }

    private void decoderFailed(DecoderException failure) {
        LOG.log(System.Logger.Level.ERROR, "A decoder failed and is replaced: {0}", failure.getMessage());
        closeDecoder();
        utterance.withdraw(pool.nanoTime());
        if (position > utteranceStart) {
            listener.onLost(new Loss(utteranceStart, position, Loss.Cause.DECODER_FAILED));
        }
        utteranceStart = position;
        if (++failures == MOST_FAILURES) {
            listener.onFailed(String.valueOf(failure.getMessage()));
        }
    }

    private void closeDecoder() {
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
        unflushed = false;
    }
}
