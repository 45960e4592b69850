package dev.roomscribe.recognition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settled text of a run of speech.
 *
 * @param utterance the number that its hypotheses had
 * @param revision higher than that of any of its hypotheses
 * @param text as the model wrote it; not empty
 * @param confidence the mean of its words', 0 to 1; absent if the decoder gave none
 * @param words in their order; at least one
 */
public record Utterance(
        long utterance, int revision, String text, @Nullable Double confidence, List<Word> words, EndReason endReason) {
    public Utterance {
        words = List.copyOf(words);
    }

    /**
     * One word.
     *
     * @param startSample counted from the stream's first sample
     * @param endSample the sample after its last
     * @param confidence 0 to 1; absent if the decoder gave none
     */
    public record Word(
            String text,
            long startSample,
            long endSample,
            @Nullable Double confidence) {}
}
