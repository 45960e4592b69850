package dev.roomscribe.recognition;

import java.util.concurrent.CompletionStage;

/**
 * The audio of one track on its way through recognition. The engine measures time only in samples, counted from the
 * stream's first sample.
 *
 * <p>Methods may be called from any thread, one call at a time. Calls are processed in that order, on other threads.
 */
public interface SpeechStream {
    /**
     * Adds the next samples. Never blocks: if more audio is queued than the limit allows, the oldest queued samples are
     * dropped and reported to {@link SpeechListener#onOutcome}.
     *
     * @param samples 16 kHz mono; the stream keeps the array, so the caller must not change it
     */
    void push(short[] samples);

    /**
     * Skips the next samples because they contain no speech: they are counted but not decoded. Callers should end the
     * open utterance with {@link #endUtterance} first; otherwise it ends here.
     */
    void skip(long samples);

    /** Returns how much audio is queued, and the cost of decoding so far. */
    StreamLoad load();

    /**
     * Ends the open utterance after all samples pushed so far.
     *
     * @param cutOff whether these samples end within speech, as far as the caller knows; if no audio follows, the utterance
     *     is then {@link Utterance#truncated} even if its last word is complete
     * @return completed after the utterance's final, if it has text, was delivered to the listener
     */
    CompletionStage<Void> endUtterance(EndReason reason, boolean cutOff);

    /** As {@link #endUtterance(EndReason, boolean)} for a caller that knows of no speech at the end. */
    default CompletionStage<Void> endUtterance(EndReason reason) {
        return endUtterance(reason, false);
    }

    /**
     * Ends the open utterance like {@link #endUtterance}, then frees the decoder. Idempotent; later calls of
     * {@link #push} and {@link #skip} are ignored.
     *
     * @param cutOff as for {@link #endUtterance}
     * @return completed after every sample was reported to the listener, and after the listener's last call
     */
    CompletionStage<Void> close(EndReason reason, boolean cutOff);

    /** As {@link #close(EndReason, boolean)} for a caller that knows of no speech at the end. */
    default CompletionStage<Void> close(EndReason reason) {
        return close(reason, false);
    }

    /**
     * Discards the queued audio, completes all stages that this stream has returned, and frees the decoder as soon as
     * the step that is running has ended. The listener is not called after that step. Idempotent; may be called at any
     * time, also while the stream is closing.
     */
    void abandon();
}
