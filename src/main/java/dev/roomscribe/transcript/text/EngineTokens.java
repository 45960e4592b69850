package dev.roomscribe.transcript.text;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Words of the engine that are no speech: a word that is wholly in angle or square brackets, such as {@code <unk>} or
 * {@code [noise]}.
 */
public final class EngineTokens {
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private EngineTokens() {}

    /** Returns whether a text has no word, or only tokens. */
    public static boolean areAll(String transcript) {
        return words(transcript).allMatch(EngineTokens::isToken);
    }

    /** Returns the words of a text without tokens. */
    static List<String> remove(String transcript) {
        return words(transcript).filter(word -> !isToken(word)).toList();
    }

    private static Stream<String> words(String transcript) {
        return SPACE.splitAsStream(transcript).filter(word -> !word.isEmpty());
    }

    private static boolean isToken(String word) {
        return (word.startsWith("<") && word.endsWith(">")) || (word.startsWith("[") && word.endsWith("]"));
    }
}
