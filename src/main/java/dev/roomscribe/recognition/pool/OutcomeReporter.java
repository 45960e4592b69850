package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.SpeechListener;

/**
 * Reports what became of a stream's samples: each sample exactly once, in order. Losses are reported in intervals of at
 * most 10 s. Confined to its stream's steps.
 */
final class OutcomeReporter {
    static final long MAX_LOSS_SAMPLES = 10 * AudioFormat.SAMPLE_RATE;

    private final SpeechListener listener;

    /** The first sample that was not reported. */
    private long reported;

    /** The end of the samples that decoders failed on; those from {@link #reported} on wait to be reported together. */
    private long lost;

    OutcomeReporter(SpeechListener listener) {
        this.listener = listener;
    }

    /** Reports all samples before {@code to} that were not reported yet. */
    void report(long to, AudioOutcome.Kind kind) {
        if (to <= Math.max(reported, lost)) {
            return;
        }
        reportLost();
        long max = kind.isLoss() ? MAX_LOSS_SAMPLES : Long.MAX_VALUE;
        while (reported < to) {
            emit(Math.min(to - reported, max), kind);
        }
    }

    /**
     * Counts the samples before {@code to} as lost because decoders failed. They are reported with those that are lost
     * after them, when there are 10 s of them or at {@link #reportLost}.
     */
    void lose(long to) {
        lost = to;
        while (lost - reported >= MAX_LOSS_SAMPLES) {
            emit(MAX_LOSS_SAMPLES, AudioOutcome.Kind.DECODER_FAILED);
        }
    }

    /** Reports the samples that were lost and not reported yet. */
    void reportLost() {
        if (lost > reported) {
            emit(lost - reported, AudioOutcome.Kind.DECODER_FAILED);
        }
    }

    private void emit(long count, AudioOutcome.Kind kind) {
        long from = reported;
        reported += count;
        listener.onOutcome(new AudioOutcome(from, reported, kind));
    }
}
