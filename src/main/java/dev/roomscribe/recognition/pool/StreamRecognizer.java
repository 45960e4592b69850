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
 * and lost audio to the listener.
 *
 * <pre>
 *                     decoder failed or lost
 *               ┌───────────────────────────────┐
 *               ▼                               │
 *   RECOGNIZING: decodes again since the last ──┘
 *               │  final word
 *               │ decoders failed three times on the same audio
 *               ▼
 *   FAILED: ignores all audio
 * </pre>
 *
 * <p>After a decoder failed or was lost, another one decodes again all audio since the last final word. No word is
 * missing or repeated; the listener notices at most a delay.
 *
 * <p>Confined to its stream's steps, which never overlap.
 */
final class StreamRecognizer {
    private static final System.Logger LOG = System.getLogger(StreamRecognizer.class.getName());

    private static final int MAX_FAILURES = 3;
    /** Bounds the audio that is kept for a replay if the model has no maximum length. */
    private static final long MAX_SEGMENT_SAMPLES = 60 * AudioFormat.SAMPLE_RATE;
    /** When a decoder ends an utterance, its last frames still wait for the frames that follow. */
    private static final long DECODER_TAIL_SAMPLES = AudioFormat.SAMPLE_RATE / 2;
    /** The end of a word is known to about 20 ms; its remainder, decoded again, could be taken for another word. */
    private static final long WORD_END_MARGIN_SAMPLES = AudioFormat.SAMPLE_RATE / 10;

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
    private final ReplayBuffer replay = new ReplayBuffer();

    /** Decoder failures since new audio, as opposed to replayed audio, was last decoded. */
    private int failures;

    private boolean failed;

    /** The stream's sample with which the next batch begins. */
    private long position;

    private long utteranceStart;
    /** Where the audio begins for which the decoder has returned no final text yet. */
    private long segmentStart;

    private long lastWordEnd;

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
    }

    /**
     * Decodes a batch.
     *
     * @param backlog how many samples are queued behind it
     * @throws DecoderException if the decoder failed; the caller must then call {@link #onDecoderFailure}
     */
    void decode(StreamQueue.Decode step, short[] batch, long backlog) {
        long first = position;
        position += step.count();
        if (failed) {
            return;
        }
        replay.add(batch, step.count(), step.queuedNanos());
        decoder.open(first, failures > 0);
        long now = nanoTime.getAsLong();
        boolean wantsPartial = options.partials() && position > replay.replayEnd() && isPartialDue(now, backlog);
        Decoder.Progress progress = decoder.accept(batch, step.count(), wantsPartial);
        if (progress.endpoint() || position - segmentStart >= MAX_SEGMENT_SAMPLES) {
            onEndpoint();
        } else if (progress.partial() != null) {
            utterance.publishPartial(progress.partial(), now);
        }
    }

    /**
     * Skips samples that contain no speech or were dropped; ends the utterance before them.
     *
     * @throws DecoderException as {@link #decode}
     */
    void skip(StreamQueue.Skip step) {
        flush();
        endUtterance(EndReason.FLUSH);
        position = step.toSample();
        utteranceStart = position;
        segmentStart = position;
        replay.restart(position);
        if (step.dropped()) {
            listener.onOutcome(new AudioOutcome(step.fromSample(), step.toSample(), AudioOutcome.Kind.OVERLOAD));
        }
        decoder.skip(step.toSample() - step.fromSample(), position);
    }

    /**
     * Ends the utterance.
     *
     * @param closing whether the stream ends too
     * @throws DecoderException as {@link #decode}
     */
    void end(EndReason reason, boolean closing) {
        if (decoder.isOpen()) {
            flush();
            if (closing || decoder.isDueForReplacement(position)) {
                decoder.close();
            }
        }
        endUtterance(reason);
    }

    /** Closes the decoder after a failure, and fails the stream if decoders have failed too often on its audio. */
    void onDecoderFailure(DecoderException failure) {
        decoder.close();
        if (!(failure instanceof DecoderLostException)) {
            LOG.log(System.Logger.Level.WARNING, "A decoder failed on a stream''s audio: {0}", failure.getMessage());
            failures++;
        }
        if (failures == MAX_FAILURES) {
            fail(failure);
        }
    }

    /** Returns the audio since the last final word to the queue, to be decoded again; none if the stream has failed. */
    void replayInto(StreamQueue queue) {
        if (!failed) {
            position = replay.start();
            replay.replayInto(queue);
        }
    }

    /** Returns the processor time used since the last call, in nanoseconds. */
    long takeCpuNanos() {
        return decoder.takeCpuNanos();
    }

    private boolean isPartialDue(long now, long backlog) {
        return backlog <= MAX_BACKLOG_FOR_PARTIALS
                && utterance.isPartialDue(now, backlog > MAX_BACKLOG_FOR_ALL_PARTIALS ? INTERVALS_WHEN_BEHIND : 1);
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
            endUtterance(cutOff ? EndReason.MAX_LENGTH : EndReason.ENDPOINT);
        }
    }

    private void flush() {
        if (decoder.isUnflushed()) {
            append(decoder.flush(segmentStart, position));
            replay.discardBefore(position);
        }
    }

    private void append(StreamDecoder.Segment segment) {
        if (!segment.text().isEmpty()) {
            List<Utterance.Word> words = segment.words();
            utterance.appendFinal(segment.text(), words);
            lastWordEnd = words.get(words.size() - 1).endSample();
            replay.discardBefore(lastWordEnd);
        }
        segmentStart = position;
        if (position >= replay.replayEnd()) {
            failures = 0;
        }
    }

    private void endUtterance(EndReason reason) {
        utterance.end(reason, nanoTime.getAsLong());
        utteranceStart = position;
    }

    private void fail(DecoderException failure) {
        failed = true;
        failures = 0;
        endUtterance(EndReason.FLUSH);
        listener.onOutcome(new AudioOutcome(replay.start(), position, AudioOutcome.Kind.DECODER_FAILED));
        listener.onFailed(String.valueOf(failure.getMessage()));
        replay.restart(position);
    }
}
