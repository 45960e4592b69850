package dev.roomscribe.recognition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's listener has been told of the utterance that is open: numbers it, counts its revisions, and sees to it
 * that nothing it was shown is left standing. Belongs to the stream's lane.
 */
final class OpenUtterance {
    private final SpeechListener listener;
    private final long intervalNanos;
    private long number = 1;
    private int revision;
    private String shown = "";
    private long shownNanos;

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

    /** Returns whether it is time for another hypothesis. */
    boolean isDue(long nowNanos) {
        return nowNanos - shownNanos >= intervalNanos;
    }

    /** Shows the text so far, if it is another one. */
    void show(String text, long nowNanos) {
        if (!text.equals(shown)) {
            shown = text;
            shownNanos = nowNanos;
            listener.onPartial(new Hypothesis(number, ++revision, text));
        }
    }

    /** Ends it with a text. */
    void settle(String text, @Nullable Double confidence, List<Utterance.Word> words, EndReason reason) {
        listener.onFinal(new Utterance(number, revision + 1, text, confidence, words, reason));
        next();
    }

    /** Ends it without a text. */
    void withdraw(long nowNanos) {
        show("", nowNanos);
        if (revision > 0) {
            next();
        }
    }

    private void next() {
        number++;
        revision = 0;
        shown = "";
    }
}
