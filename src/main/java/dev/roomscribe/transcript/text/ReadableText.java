package dev.roomscribe.transcript.text;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Formats the engine's text for people. Immutable. */
public final class ReadableText {
    private final boolean turkic;

    /** @param language of the text, as a BCP 47 tag; null if it is unknown */
    public ReadableText(@Nullable String language) {
        turkic = language != null && language.matches("(tr|az)(-.*)?");
    }

    /**
     * Returns the text of an utterance; empty if it contains nothing but tokens of the engine.
     *
     * @param whole whether the utterance has ended by itself, so that a full stop follows
     */
    public Optional<String> of(String transcript, boolean whole) {
        List<String> words = EngineTokens.remove(transcript);
        if (words.isEmpty()) {
            return Optional.empty();
        }
        String text = String.join(" ", words);
        int first = text.codePointAt(0);
        int title = turkic && first == 'i' ? 'İ' : Character.toTitleCase(first);
        return Optional.of(Character.toString(title) + text.substring(Character.charCount(first)) + (whole ? "." : ""));
    }
}
