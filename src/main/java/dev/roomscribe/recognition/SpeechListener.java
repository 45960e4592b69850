package dev.roomscribe.recognition;

/**
 * Hears what one stream says. Called in order and one call at a time, on a decoder's thread: it must hand over and
 * return, for every other stream of that thread waits.
 */
public interface SpeechListener {
    /** The text so far of an utterance that is not over. An empty text withdraws what was said of it before. */
    void onPartial(Hypothesis hypothesis);

    /** The settled text of an utterance; never empty. */
    void onFinal(Utterance utterance);

    /** Audio was not recognized and never will be. */
    void onLost(Loss loss);

    /** The stream is over because its decoder failed again and again; what is pushed from now on goes unheard. */
    void onFailed(String why);
}
