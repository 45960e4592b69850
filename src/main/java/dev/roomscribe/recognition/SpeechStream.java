package dev.roomscribe.recognition;

import java.util.concurrent.CompletionStage;

/**
 * The audio of one track on its way through recognition. Samples are counted from the stream's first; that count is
 * the only time the engine knows.
 *
 * <p>Calls may come from any thread, one at a time; they are carried out in their order, off the caller's thread.
 */
public interface SpeechStream {
    /**
     * Adds samples that continue the ones before. Never blocks: if recognition is behind by more than the limit, the
     * oldest samples that wait are given up and {@link SpeechListener#onLost} names them.
     *
     * @param samples 16 kHz mono; the stream keeps the array, the caller must not change it
     */
    void push(short[] samples);

    /**
     * Notes that nobody speaks in the samples that come next, so that they need not be decoded: they count, and nothing
     * else. What was pushed before should have been ended by {@link #endUtterance}; if not, it ends here.
     */
    void skip(long samples);

    /** Returns what waits, and what decoding has cost. */
    StreamLoad load();

    /**
     * Closes the open utterance after everything pushed so far.
     *
     * @return completed once its final, if it has any text, was given to the listener
     */
    CompletionStage<Void> endUtterance(EndReason reason);

    /**
     * As {@link #endUtterance}, then frees the decoder. Idempotent; later calls of {@link #push} do nothing.
     *
     * @return completed once the listener has heard its last
     */
    CompletionStage<Void> close(EndReason reason);
}
