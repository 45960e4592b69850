package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderLostException;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.SpeechListener;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Carries out the steps of one stream: decodes its batches, decides where utterances end, and reports finals, partials
 * and what became of the audio to the listener.
 *
 * <pre>
 *                     decoder failed or lost
 *               ┌───────────────────────────────┐
 *               ▼                               │
 *   RECOGNIZING: decodes again since the last ──┘
 *       ▲       │  final word
 *       │       │ decoders failed three times on the same audio
 *       │       ▼
 *   LOSING: reports all audio as lost, and tries a decoder from time to time: see {@link FailureBackoff}
 * </pre>
 *
 * <p>After a decoder failed or was lost, another one decodes again all audio since the last final word. No word is
 * missing or repeated; the listener notices at most a delay.
 *
 * <p>Audio is reported as recognized as soon as it need not be decoded again and all text in it was delivered.
 *
 * <p>Confined to its stream's steps, which never overlap.
 */
final class StreamRecognizer {
    private static final System.Logger LOG = System.getLogger(StreamRecognizer.class.getName());

    /** Bounds the audio that is kept for a replay if the model has no maximum length. */
    private static final long MAX_SEGMENT_SAMPLES = 60 * AudioFormat.SAMPLE_RATE;
    /** When a decoder ends an utterance, its last frames still wait for the frames that follow. */
    private static final long DECODER_TAIL_SAMPLES = AudioFormat.SAMPLE_RATE / 2;
    /** The end of a word is known to about 20 ms; its remainder, decoded again, could be taken for another word. */
    private static final long WORD_END_MARGIN_SAMPLES = AudioFormat.SAMPLE_RATE / 10;

    /**
     * While the decoder has no text for an utterance, its first word begins at most this long before its position: 0.66 s
     * at most with the demo model and its speakers, 0.72 s with recordings of people. Only words that the decoder finds in
     * noise, with little confidence, may begin earlier.
     */
    private static final long FIRST_WORD_SAMPLES = 8 * AudioFormat.SAMPLE_RATE / 10;
    /** A word that ends closer than this to the end of the audio may be a part of a longer one. */
    private static final long TRUNCATED_SAMPLES = AudioFormat.SAMPLE_RATE / 10;

    private static final long LONG_SILENCE_SAMPLES = 2 * AudioFormat.SAMPLE_RATE;
    /** With more queued audio than this, no partials are published, because the finals need the processor time. */
    private static final long MAX_BACKLOG_FOR_PARTIALS = AudioFormat.SAMPLE_RATE;
    /** With more queued audio than this, partials are published at a quarter of the usual rate. */
    private static final long MAX_BACKLOG_FOR_ALL_PARTIALS = AudioFormat.SAMPLE_RATE / 4;

    private static final int INTERVALS_WHEN_BEHIND = 4;

    private final StreamOptions options;
    private final SpeechListener listener;
    private final StreamDecoder decoder;
    private final OpenUtterance utterance;
    private final long maxUtteranceSamples;
    private final LongSupplier nanoTime;
    private final OutcomeReporter outcomes;
    private final ReplayBuffer replay = new ReplayBuffer();
    private final FailureBackoff backoff = new FailureBackoff();

    /** The stream's sample with which the next batch begins. */
    private long position;

    private long utteranceStart;
    /** Where the audio begins for which the decoder has returned no final text yet. */
    private long segmentStart;

    private long lastWordEnd;

    /** Whether the decoder has returned any text, even if withdrawn, since the open utterance began. */
    private boolean textSeen;

    StreamRecognizer(
            StreamOptions options,
            SpeechListener listener,
            StreamDecoder decoder,
            OpenUtterance utterance,
            long maxUtteranceSamples,
            LongSupplier nanoTime) {
        this.options = options;
        this.listener = listener;
        this.decoder = decoder;
        this.utterance = utterance;
        this.maxUtteranceSamples = maxUtteranceSamples;
        this.nanoTime = nanoTime;
        outcomes = new OutcomeReporter(listener);
    }

    /**
     * Decodes a batch.
     *
     * @param backlog how many samples are queued behind it
     * @throws DecoderException if the decoder failed; the caller must then call {@link #onDecoderFailure}
     */
    void decode(StreamQueue.Decode step, short[] batch, long backlog) {
        if (backoff.isPaused()) {
            lose(step.count());
            return;
        }
        long first = position;
        replay.add(batch, step.count(), step.queuedNanos());
        position = first + step.count();
        decoder.open(first, backoff.isSuspect());
        long now = nanoTime.getAsLong();
        boolean maySpend = position > replay.replayEnd() && backlog <= MAX_BACKLOG_FOR_PARTIALS;
        boolean publishes = maySpend && options.partials() && isPartialDue(now, backlog);
        Decoder.Progress progress = decoder.accept(batch, step.count(), publishes || (maySpend && !textSeen));
        if (progress.endpoint() || position - segmentStart >= MAX_SEGMENT_SAMPLES) {
            onEndpoint();
        } else if (progress.partial() != null) {
            onPartial(progress.partial(), publishes, now);
        }
        reportRecognized();
    }

    /**
     * Skips samples that contain no speech or were dropped; ends the utterance before them.
     *
     * @throws DecoderException as {@link #decode}
     */
    void skip(StreamQueue.Skip step) {
        flush();
        endUtterance(EndReason.FLUSH, step.dropped() && endsInWord());
        reportRecognized();
        outcomes.report(step.toSample(), step.dropped() ? AudioOutcome.Kind.OVERLOAD : AudioOutcome.Kind.SILENCE);
        decoder.skip(step.toSample() - step.fromSample(), step.toSample());
        restartAt(step.toSample());
    }

    /**
     * Ends the utterance.
     *
     * @param closing whether the stream ends too
     * @param cutOff whether the audio ends within speech
     * @throws DecoderException as {@link #decode}
     */
    void end(EndReason reason, boolean closing, boolean cutOff) {
        if (decoder.isOpen()) {
            flush();
            if (closing || decoder.isDueForReplacement(position)) {
                decoder.close();
            }
        }
        boolean audioEnds = switch (reason) {
            case AUDIO_STOPPED, TRACK_ENDED, DRAIN -> true;
            case FLUSH -> closing;
            case ENDPOINT, MAX_LENGTH -> false;
        };
        endUtterance(reason, audioEnds && (cutOff || endsInWord()));
        reportRecognized();
        outcomes.reportLost();
    }

    /** Closes the decoder after a failure, and gives up the audio if decoders have failed too often on it. */
    void onDecoderFailure(DecoderException failure) {
        decoder.close();
        if (failure instanceof DecoderLostException) {
            return;
        }
        LOG.log(System.Logger.Level.WARNING, "A decoder failed on a stream''s audio: {0}", failure.getMessage());
        boolean wasFailing = backoff.isFailing();
        if (backoff.onFailure()) {
            giveUp();
            if (!wasFailing) {
                listener.onFailed(String.valueOf(failure.getMessage()));
            }
        }
    }

    /** Returns the audio since the last final word to the queue, to be decoded again; none if it was given up. */
    void replayInto(StreamQueue queue, long nowNanos) {
        position = replay.start();
        replay.replayInto(queue, nowNanos);
    }

    /**
     * Gives up all audio before {@code sample} that was not reported, and all text that was not delivered, because an
     * unexpected exception has left them in an unknown state.
     */
    void abort(long sample) {
        decoder.close();
        utterance.discard(nanoTime.getAsLong());
        outcomes.report(sample, AudioOutcome.Kind.DECODER_FAILED);
        restartAt(sample);
    }

    /** Frees the decoder; never throws. No other method may be called after it. */
    void close() {
        decoder.close();
    }

    /** Returns the processor time used since the last call, in nanoseconds. */
    long takeCpuNanos() {
        return decoder.takeCpuNanos();
    }

    /** Returns how many samples the decoders have accepted since the last call. */
    int takeAcceptedSamples() {
        return decoder.takeAcceptedSamples();
    }

    private boolean isPartialDue(long now, long backlog) {
        return utterance.isPartialDue(now, backlog > MAX_BACKLOG_FOR_ALL_PARTIALS ? INTERVALS_WHEN_BEHIND : 1);
    }

    private void onPartial(String text, boolean publishes, long now) {
        textSeen |= !text.isEmpty();
        if (publishes) {
            utterance.publishPartial(text, now);
        }
        if (!textSeen) {
            replay.discardBefore(position - FIRST_WORD_SAMPLES);
        }
    }

    private void onEndpoint() {
        long length = position - segmentStart;
        boolean cutOff = length >= maxUtteranceSamples;
        int wordsBefore = utterance.finalWordCount();
        // Closing a decoder discards the frames that it has not finished, so a decoder is flushed before it is
        // replaced. During speech the flush costs a word; without a pause, a decoder is therefore kept for up to twice
        // its maximum age.
        if (decoder.isOverdue(position) || (!cutOff && decoder.isDueForReplacement(position))) {
            flush();
            decoder.close();
        } else {
            append(decoder.result(segmentStart, position));
            replay.discardBefore(
                    Math.max(position - DECODER_TAIL_SAMPLES, cutOff ? 0 : lastWordEnd + WORD_END_MARGIN_SAMPLES));
        }
        // During a replay, silence from before the utterance does not end the utterance.
        if (position < replay.replayEnd() && !utterance.hasFinalText()) {
            return;
        }
        // Silence after which the model ends its utterance is an end, even if the caller ends utterances.
        boolean silent =
                length >= LONG_SILENCE_SAMPLES && utterance.finalWordCount() == wordsBefore && utterance.hasFinalText();
        if (options.modelEndsUtterances() || silent || position - utteranceStart >= maxUtteranceSamples) {
            endUtterance(cutOff ? EndReason.MAX_LENGTH : EndReason.ENDPOINT, false);
        }
    }

    private void flush() {
        if (decoder.isUnflushed()) {
            append(decoder.flush(segmentStart, position));
            replay.discardBefore(position);
        }
    }

    private void append(StreamDecoder.Segment segment) {
        if (segment.text().isEmpty()) {
            textSeen = utterance.hasFinalText();
        } else {
            textSeen = true;
            List<Utterance.Word> words = segment.words();
            utterance.appendFinal(segment.text(), words);
            lastWordEnd = words.get(words.size() - 1).endSample();
            replay.discardBefore(lastWordEnd);
        }
        segmentStart = position;
        if (position >= replay.replayEnd()) {
            backoff.onSuccess();
        }
    }

    private boolean endsInWord() {
        return segmentStart - lastWordEnd < TRUNCATED_SAMPLES;
    }

    private void endUtterance(EndReason reason, boolean truncated) {
        utterance.end(reason, truncated, nanoTime.getAsLong());
        utteranceStart = position;
        textSeen = false;
    }

    private void reportRecognized() {
        if (!utterance.hasFinalText()) {
            outcomes.report(replay.start(), AudioOutcome.Kind.RECOGNIZED);
        }
    }

    private void giveUp() {
        endUtterance(EndReason.FLUSH, endsInWord());
        reportRecognized();
        lose(0);
    }

    /** Counts audio as lost. That on which the decoders failed is reported immediately, later audio together. */
    private void lose(long samples) {
        boolean failedOn = position <= replay.replayEnd() - samples || samples == 0;
        restartAt(position + samples);
        outcomes.lose(position);
        backoff.onLost(samples);
        if (!backoff.isPaused() || (failedOn && position >= replay.replayEnd())) {
            outcomes.reportLost();
        }
    }

    /** Continues with an empty utterance at {@code sample}. */
    private void restartAt(long sample) {
        position = sample;
        utteranceStart = sample;
        segmentStart = sample;
        textSeen = false;
        replay.restart(sample);
    }
}
