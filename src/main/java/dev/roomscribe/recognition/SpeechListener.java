package dev.roomscribe.recognition;

/**
 * Receives the results of one stream. Methods are called in order, one call at a time, on a decoding thread. They must
 * return immediately, because all other streams of that thread wait.
 */
public interface SpeechListener {
    /** Delivers the text so far of the open utterance. An empty text withdraws its earlier hypotheses. */
    void onPartial(Hypothesis hypothesis);

    /** Delivers the final text of an utterance; never empty. */
    void onFinal(Utterance utterance);

    /** Reports audio that will never be transcribed. */
    void onLost(LostAudio lost);

    /** Reports that recognition of this stream stopped because its decoders failed repeatedly; later audio is ignored. */
    void onFailed(String reason);
}
