package dev.roomscribe.recognition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The final text of a stretch of speech.
 *
 * @param utterance the number that its hypotheses had
 * @param revision higher than that of any of its hypotheses
 * @param text as the model wrote it; not empty
 * @param confidence the mean confidence of its words, 0 to 1; null if the decoder gave none
 * @param words in spoken order; at least one
 * @param truncated whether the audio ended within the last word, directly after it, or within speech after it, so that the
 *     last word may be a part of another one and more words may be missing
 */
public record Utterance(
        long utterance,
        int revision,
        String text,
        @Nullable Double confidence,
        List<Word> words,
        EndReason endReason,
        boolean truncated) {
    public Utterance {
        words = List.copyOf(words);
    }

    /**
     * One word.
     *
     * @param startSample its first sample, counted from the stream's first sample
     * @param endSample the sample after its last one
     * @param confidence 0 to 1; null if the decoder gave none
     */
    public record Word(
            String text,
            long startSample,
            long endSample,
            @Nullable Double confidence) {}
}
