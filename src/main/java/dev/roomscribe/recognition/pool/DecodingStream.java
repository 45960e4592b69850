package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderLostException;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Loss;
import dev.roomscribe.recognition.SpeechListener;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One stream's lane through the pool: at most one step of it runs at a time, and after each step it takes its place in
 * the pool's line anew.
 *
 * <p>A decoder that fails or is lost is replaced, and the new one hears everything again that was said since the last
 * settled word; so nothing is missing, nothing is said twice, and the listener notices a delay at most. Audio that makes
 * decoders fail again and again is given up, and the stream with it.
 *
 * <p>Public methods may be called from any thread. Everything below {@link #run} belongs to the lane.
 */
final class DecodingStream implements SpeechStream, Runnable {
    private static final System.Logger LOG = System.getLogger(DecodingStream.class.getName());

    /** 120 ms: half of what the network decodes at once, and long enough to keep the calls' cost down. */
    static final int BATCH_SAMPLES = 1_920;

    private static final int RATE = 16_000;
    private static final int MOST_STRIKES = 3;
    /** A model without a limit of its own must not keep audio for ever. */
    private static final long LONGEST_PIECE_SAMPLES = 60 * RATE;
    /** The last frames that a decoder was given wait for those that follow, when it settles an utterance before them. */
    private static final long DECODER_TAIL_SAMPLES = RATE / 2;
    /** A word's end is known to some 20 ms; the rest of it, heard again, could pass for a word of its own. */
    private static final long AFTER_A_WORD_SAMPLES = RATE / 10;

    private static final long LONG_SILENCE_SAMPLES = 2 * RATE;
    /** Who says nothing for so long gives a decoder's memory back. */
    private static final long DECODER_KEPT_SAMPLES = 30 * RATE;

    private final DecodingPool pool;
    private final StreamOptions options;
    private final SpeechListener listener;
    private final OpenUtterance utterance;

    private final StreamQueue queue;
    private boolean running;
    private boolean closed;
    private long decodedSamples;
    private long cpuNanos;
    /** Since when its oldest audio has waited: its place in the pool's line, fixed while it stands there. */
    private volatile long waitingSince;

    private final short[] batch = new short[BATCH_SAMPLES];
    private final ReplayBuffer kept = new ReplayBuffer();
    private @Nullable Decoder decoder;
    /** Of this decoder's processor time, what has been noted. */
    private long metered;
    /** The processor time that this step takes. */
    private long spent;

    private boolean unflushed;
    private int strikes;
    private boolean givenUp;

    /** The stream's sample that the next batch begins with. */
    private long position;
    /** How far decoders had come when the last one was lost; up to there, hypotheses have been shown. */
    private long reached;

    /** What to add to a decoder's sample to get the stream's. */
    private long decoderBase;

    private long decoderOpened;
    private long utteranceStart;
    /** Where the audio began of which the decoder has settled nothing yet. */
    private long pieceStart;
    /** Where the audio began that the decoder has in hand; none of its words are from before. */
    private long flushedAt;

    private long lastWordEnd;
    private long skipped;

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
    public void skip(long samples) {
        synchronized (queue) {
            if (!closed && samples > 0) {
                queue.skip(samples);
                schedule();
            }
        }
    }

    @Override
    public StreamLoad load() {
        long now = pool.nanoTime();
        synchronized (queue) {
            return new StreamLoad(
                    duration(queue.waiting() / BATCH_SAMPLES * BATCH_SAMPLES),
                    Duration.ofNanos(now - oldestNanos(now)),
                    duration(decodedSamples),
                    Duration.ofNanos(cpuNanos));
        }
    }

    private static Duration duration(long samples) {
        return Duration.ofNanos(samples * (1_000_000_000 / RATE));
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
            waitingSince = queue.oldestNanos(pool.nanoTime());
            pool.execute(this);
        }
    }

    /** Returns since when the oldest whole batch has waited; {@code otherwise} if there is none. */
    private long oldestNanos(long otherwise) {
        return queue.waiting() < BATCH_SAMPLES ? otherwise : queue.oldestNanos(otherwise);
    }

    long waitingSince() {
        return waitingSince;
    }

    /** Takes one step. */
    @Override
    public void run() {
        long began = pool.nanoTime();
        StreamQueue.Step step;
        long backlog;
        synchronized (queue) {
            step = queue.poll(batch);
            backlog = queue.waiting();
        }
        try {
            if (step instanceof StreamQueue.Decode decode) {
                decode(decode, backlog);
            } else if (step instanceof StreamQueue.Skip skip) {
                skip(skip);
            } else if (step instanceof StreamQueue.End end) {
                end(end);
            }
        } catch (DecoderException failure) {
            recover(step, failure);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "A listener failed; its stream goes on", bug);
            if (step instanceof StreamQueue.End end) {
                ended(end);
            }
        } finally {
            meter();
            long took = spent;
            spent = 0;
            pool.worked(took, pool.nanoTime() - began);
            if (step instanceof StreamQueue.Decode decode) {
                pool.decoded(decode.count(), took, began - decode.queuedNanos());
            }
            synchronized (queue) {
                decodedSamples += step instanceof StreamQueue.Decode decode ? decode.count() : 0;
                cpuNanos += took;
                running = false;
                schedule();
            }
        }
    }

    /** Notes what the decoder has taken of a processor since the last time. */
    private void meter() {
        if (decoder != null) {
            long cpu = decoder.cpuNanos();
            spent += cpu - metered;
            metered = cpu;
        }
    }

    private void decode(StreamQueue.Decode decode, long backlog) {
        long first = position;
        position += decode.count();
        if (givenUp) {
            return;
        }
        kept.add(batch, decode.count(), decode.queuedNanos());
        skipped = 0;
        Decoder decoder = decoder(first);
        unflushed = true;
        long now = pool.nanoTime();
        boolean showing = options.partials() && position > reached && isPartialDue(now, backlog);
        Decoder.Progress progress = decoder.accept(batch, decode.count(), showing);
        if (progress.ended() || position - pieceStart >= LONGEST_PIECE_SAMPLES) {
            endpoint(decoder);
        } else if (progress.text() != null) {
            utterance.show(progress.text(), now);
        }
    }

    private void endpoint(Decoder decoder) {
        long length = position - pieceStart;
        boolean cut = length >= pool.longestUtteranceSamples();
        int before = utterance.words();
        // The frames that a decoder has not settled yet go with it: one that is replaced must be flushed of them. In
        // the
        // middle of speech that costs a word, so a talker without a pause gets as much time again.
        long age = position - decoderOpened;
        long limit = pool.decoderAgeSamples();
        if (age >= 2 * limit || (!cut && isDue(decoder))) {
            flush(decoder);
            closeDecoder();
        } else {
            settle(decoder.result());
            kept.forgetBefore(Math.max(position - DECODER_TAIL_SAMPLES, cut ? 0 : lastWordEnd + AFTER_A_WORD_SAMPLES));
        }
        // Silence from before the utterance, heard again on the way back to where a decoder was lost, ends nothing.
        if (position < reached && utterance.isEmpty()) {
            return;
        }
        // Silence that the model has waited out is an end, whoever else was to say so.
        boolean silent = length >= LONG_SILENCE_SAMPLES && utterance.words() == before && !utterance.isEmpty();
        if (options.modelEndsUtterances() || silent || position - utteranceStart >= pool.longestUtteranceSamples()) {
            finish(cut ? EndReason.MAX_LENGTH : EndReason.ENDPOINT);
        }
    }

    private boolean isDue(Decoder decoder) {
        return position - decoderOpened >= pool.decoderAgeSamples() || decoder.isWornOut();
    }

    /** Who is behind shows fewer hypotheses, and then none: the finals need the time. */
    private boolean isPartialDue(long now, long backlog) {
        return backlog <= RATE && utterance.isDue(now, backlog > RATE / 4 ? 4 : 1);
    }

    private void skip(StreamQueue.Skip skip) {
        if (unflushed && decoder != null) {
            flush(decoder);
        }
        finish(EndReason.FLUSH);
        long length = skip.to() - skip.from();
        position = skip.to();
        utteranceStart = position;
        pieceStart = position;
        kept.restart(position);
        if (skip.givenUp()) {
            listener.onLost(new Loss(skip.from(), skip.to(), Loss.Cause.OVERLOAD));
        }
        skipped += length;
        if (skipped >= DECODER_KEPT_SAMPLES) {
            closeDecoder();
        }
        decoderBase += length;
        decoderOpened += length;
        flushedAt = position;
    }

    private void end(StreamQueue.End end) {
        Decoder open = decoder;
        if (open != null) {
            flush(open);
            if (end.close() || isDue(open)) {
                closeDecoder();
            }
        }
        finish(end.reason());
        ended(end);
    }

    private void ended(StreamQueue.End end) {
        if (end.close()) {
            pool.closed(this);
        }
        end.done().complete(null);
    }

    private void flush(Decoder decoder) {
        if (unflushed) {
            settle(decoder.flush());
            unflushed = false;
            flushedAt = position;
            kept.forgetBefore(position);
        }
    }

    private void settle(Decoder.Decoded decoded) {
        if (!decoded.text().isEmpty()) {
            List<Utterance.Word> words = words(decoded);
            utterance.add(decoded.text(), words);
            lastWordEnd = words.get(words.size() - 1).endSample();
            kept.forgetBefore(lastWordEnd);
        }
        pieceStart = position;
        if (position >= reached) {
            strikes = 0;
        }
    }

    private void finish(EndReason reason) {
        utterance.end(reason, pool.nanoTime());
        utteranceStart = position;
    }

    /** A decoder without word times has said no more than that the words are in the audio it had. */
    private List<Utterance.Word> words(Decoder.Decoded decoded) {
        return decoded.words().isEmpty()
                ? List.of(new Utterance.Word(decoded.text(), pieceStart, position, null))
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

    private Decoder decoder(long first) {
        Decoder open = decoder;
        if (open == null) {
            open = strikes > 0 ? pool.source().openForSuspect() : pool.source().open();
            decoder = open;
            metered = 0;
            decoderBase = first;
            decoderOpened = first;
            flushedAt = first;
        }
        return open;
    }

    /** Goes back to the last settled word, to take the step once more when all since then has been decoded again. */
    private void recover(StreamQueue.@Nullable Step step, DecoderException failure) {
        closeDecoder();
        reached = Math.max(reached, position);
        if (!(failure instanceof DecoderLostException)) {
            LOG.log(System.Logger.Level.WARNING, "A decoder failed on a stream''s audio: {0}", failure.getMessage());
            strikes++;
        }
        if (strikes == MOST_STRIKES) {
            giveUp(failure);
        }
        synchronized (queue) {
            if (step != null && !(step instanceof StreamQueue.Decode)) {
                queue.takeBack(step);
            }
            if (!givenUp) {
                position = kept.start();
                kept.returnTo(queue);
            }
        }
    }

    private void giveUp(DecoderException failure) {
        givenUp = true;
        strikes = 0;
        finish(EndReason.FLUSH);
        listener.onLost(new Loss(kept.start(), position, Loss.Cause.DECODER_FAILED));
        listener.onFailed(String.valueOf(failure.getMessage()));
        kept.restart(position);
    }

    private void closeDecoder() {
        if (decoder != null) {
            meter();
            decoder.close();
            decoder = null;
        }
        unflushed = false;
    }
}
