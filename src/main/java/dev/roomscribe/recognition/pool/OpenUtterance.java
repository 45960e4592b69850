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
 * The open utterance of a stream and what the listener knows of it. Numbers utterances and revisions, and makes sure that
 * every hypothesis is followed by a final or withdrawn. Confined to its stream's steps.
 */
final class OpenUtterance {
    private final SpeechListener listener;
    private final long partialIntervalNanos;
    private long number = 1;
    private int revision;
    private String lastPartial = "";
    private long lastPartialNanos;

    /** The part of its text that no longer changes. */
    private String finalText = "";

    private final List<Utterance.Word> finalWords = new ArrayList<>();

    /**
     * Creates the first utterance of a stream.
     *
     * @param partialIntervalNanos the minimum time between two hypotheses
     */
    OpenUtterance(SpeechListener listener, long partialIntervalNanos, long nowNanos) {
        this.listener = listener;
        this.partialIntervalNanos = partialIntervalNanos;
        lastPartialNanos = nowNanos - partialIntervalNanos;
    }

    /**
     * Returns whether the next hypothesis is due.
     *
     * @param intervals how many intervals must lie between two hypotheses
     */
    boolean isPartialDue(long nowNanos, int intervals) {
        return nowNanos - lastPartialNanos >= partialIntervalNanos * intervals;
    }

    /** Delivers the final text followed by {@code unstableText} as a hypothesis, unless the listener has this text. */
    void publishPartial(String unstableText, long nowNanos) {
        String text = join(finalText, unstableText);
        if (!text.equals(lastPartial)) {
            lastPartial = text;
            lastPartialNanos = nowNanos;
            listener.onPartial(new Hypothesis(number, ++revision, text));
        }
    }

    /** Appends text that no longer changes; the utterance stays open. */
    void appendFinal(String text, List<Utterance.Word> words) {
        finalText = join(finalText, text);
        finalWords.addAll(words);
    }

    /** Returns how many words no longer change. */
    int finalWordCount() {
        return finalWords.size();
    }

    /** Returns whether it has any text that no longer changes. */
    boolean hasFinalText() {
        return !finalText.isEmpty();
    }

    /** Ends the utterance: delivers its final, or withdraws its hypotheses if there is no text. */
    void end(EndReason reason, boolean truncated, long nowNanos) {
        if (finalText.isEmpty()) {
            publishPartial("", nowNanos);
        } else {
            listener.onFinal(
                    new Utterance(number, revision + 1, finalText, confidence(), finalWords, reason, truncated));
        }
        if (!finalText.isEmpty() || revision > 0) {
            number++;
            revision = 0;
            lastPartial = "";
            finalText = "";
            finalWords.clear();
        }
    }

    /** Ends the utterance without its text. */
    void discard(long nowNanos) {
        finalText = "";
        finalWords.clear();
        end(EndReason.FLUSH, false, nowNanos);
    }

    private @Nullable Double confidence() {
        if (finalWords.stream().anyMatch(word -> word.confidence() == null)) {
            return null;
        }
        OptionalDouble mean = finalWords.stream()
                .mapToDouble(word -> word.confidence() == null ? 0 : word.confidence())
                .average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }

    private static String join(String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + " " + second;
    }
}
