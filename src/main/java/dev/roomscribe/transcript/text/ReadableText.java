package dev.roomscribe.transcript.text;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Formats the engine's text for people. Without the tokens of the engine, the words are the same: only their case
 * changes, and a full stop may follow the last one. The result does not depend on the JVM's locale. Immutable.
 */
public final class ReadableText {
    private final String language;
    private final NamedWords namedWords;

    /** @param language of the text, as a BCP 47 tag; null if it is unknown */
    public ReadableText(@Nullable String language) {
        // Not Locale.forLanguageTag: the tag comes from the settings and may be invalid.
        this.language =
                language == null ? "" : language.toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
        namedWords = new NamedWords(new OrdinaryWords(this.language));
    }

    /**
     * Returns the text of an utterance; empty if it contains nothing but tokens of the engine.
     *
     * @param whole whether the utterance has ended by itself, so that a full stop follows
     * @param names of the people in the room
     */
    public Optional<String> of(String transcript, boolean whole, PeerNames names) {
        requireNonNull(names, "names is null");
        List<String> words = EngineTokens.remove(transcript);
        if (words.isEmpty()) {
            return Optional.empty();
        }
        String text = language.equals("en")
                ? words.stream().map(ReadableText::withPronoun).collect(Collectors.joining(" "))
                : String.join(" ", words);
        text = FirstLetter.capitalize(namedWords.capitalize(text, names), language);
        return Optional.of(whole ? text + FullStop.after(text, language) : text);
    }

    /** Returns "I" for "i", also in "i'm" or "i’ll". */
    private static String withPronoun(String word) {
        boolean pronoun = word.equals("i") || word.startsWith("i'") || word.startsWith("i’");
        return pronoun ? "I" + word.substring(1) : word;
    }
}
