package dev.roomscribe.recognition;

/**
 * Receives the results of one stream. Methods are called in order, one call at a time, on a decoding thread. They must
 * return immediately, because all other streams of that thread wait. If a method throws, the exception is logged and the
 * call counts as delivered.
 */
public interface SpeechListener {
    /** Delivers the text so far of the open utterance. An empty text withdraws its earlier hypotheses. */
    void onPartial(Hypothesis hypothesis);

    /** Delivers the final text of an utterance; never empty. */
    void onFinal(Utterance utterance);

    /**
     * Reports what became of the next samples. Every sample of the stream is reported exactly once and in order, unless
     * the stream is abandoned. A loss is reported in intervals of at most 10 s.
     */
    void onOutcome(AudioOutcome outcome);

    /**
     * Reports that decoders failed repeatedly. Audio is lost from now on, but another decoder is tried from time to time.
     * Called once until decoding succeeds again.
     */
    void onFailed(String reason);
}
