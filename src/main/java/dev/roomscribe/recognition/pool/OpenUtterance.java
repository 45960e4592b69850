package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.SpeechListener;
import dev.roomscribe.recognition.Utterance;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The utterance that is open, and what a stream's listener has been told of it: numbers it, counts its revisions, and
 * sees to it that nothing it was shown is left standing. Belongs to the stream's lane.
 */
final class OpenUtterance {
    private final SpeechListener listener;
    private final long intervalNanos;
    private long number = 1;
    private int revision;
    private String shown = "";
    private long shownNanos;

    /** What a decoder has settled of it. */
    private String settled = "";

    private final List<Utterance.Word> words = new ArrayList<>();

    /**
     * Creates the first.
     *
     * @param intervalNanos the least time between two hypotheses
     */
    OpenUtterance(SpeechListener listener, long intervalNanos, long nowNanos) {
        this.listener = listener;
        this.intervalNanos = intervalNanos;
        shownNanos = nowNanos - intervalNanos;
    }

    /**
     * Returns whether it is time for another hypothesis.
     *
     * @param thinning how many times fewer there are to be than usual
     */
    boolean isDue(long nowNanos, int thinning) {
        return nowNanos - shownNanos >= intervalNanos * thinning;
    }

    /** Shows the text so far, if it is another one. */
    void show(String unsettled, long nowNanos) {
        String text = join(settled, unsettled);
        if (!text.equals(shown)) {
            shown = text;
            shownNanos = nowNanos;
            listener.onPartial(new Hypothesis(number, ++revision, text));
        }
    }

    /** Adds to it what is settled; it goes on. */
    void add(String text, List<Utterance.Word> spoken) {
        settled = join(settled, text);
        words.addAll(spoken);
    }

    /** Returns how many words of it are settled. */
    int words() {
        return words.size();
    }

    /** Returns whether nothing of it is settled. */
    boolean isEmpty() {
        return settled.isEmpty();
    }

    /** Ends it, with a text if it has any. */
    void end(EndReason reason, long nowNanos) {
        if (settled.isEmpty()) {
            show("", nowNanos);
        } else {
            listener.onFinal(new Utterance(number, revision + 1, settled, confidence(), words, reason));
        }
        if (!settled.isEmpty() || revision > 0) {
            number++;
            revision = 0;
            shown = "";
            settled = "";
            words.clear();
        }
    }

    private @Nullable Double confidence() {
        if (words.stream().anyMatch(word -> word.confidence() == null)) {
            return null;
        }
        OptionalDouble mean = words.stream()
                .mapToDouble(word -> word.confidence() == null ? 0 : word.confidence())
                .average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }

    private static String join(String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + " " + second;
    }
}
