package dev.roomscribe.transcript.export.text;

import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.Word;
import dev.roomscribe.transcript.text.EngineTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What files show of an utterance.
 *
 * @param text on one line; empty if the utterance is left out
 * @param words the words of the text with their times; a word without a time of its own gets a share of the utterance's
 *     duration in proportion to its length
 */
public record ShownText(String text, List<Word> words) {
    private static final ShownText NOTHING = new ShownText("", List.of());
    private static final Pattern CONTROLS = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]+");
    private static final Pattern PUNCTUATION = Pattern.compile("[\\p{Punct}\\p{IsPunctuation}]+");

    public ShownText {
        words = List.copyOf(words);
    }

    /** Returns what is shown of an utterance. */
    public static ShownText of(FinalTranscript utterance, TextChoice choice) {
        String text = oneLine(text(utterance, choice));
        if (text.isEmpty()) {
            return NOTHING;
        }
        return new ShownText(text, timed(List.of(text.split(" +")), utterance));
    }

    /** Returns whether the utterance is left out. */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    private static String text(FinalTranscript utterance, TextChoice choice) {
        return choice == TextChoice.ENGINE
                ? utterance.transcript()
                : utterance.readableText().orElse("");
    }

    /** Replaces control characters and line separators, which could end a line or a cue or control a terminal. */
    private static String oneLine(String text) {
        return CONTROLS.matcher(text).replaceAll(" ").strip();
    }

    private static List<Word> timed(List<String> texts, FinalTranscript utterance) {
        List<Word> said = utterance.words();
        if (said.size() != texts.size()) {
            said = said.stream()
                    .filter(word -> !EngineTokens.areAll(word.word()))
                    .toList();
        }
        return isSame(texts, said) ? withTimes(texts, said) : inProportion(texts, utterance);
    }

    private static boolean isSame(List<String> texts, List<Word> said) {
        if (texts.size() != said.size()) {
            return false;
        }
        for (int i = 0; i < texts.size(); i++) {
            if (!isSame(texts.get(i), said.get(i).word())) {
                return false;
            }
        }
        return true;
    }

    /** Readable text differs from the engine's words in capitals and punctuation. */
    private static boolean isSame(String text, String word) {
        return text.equals(word) || letters(text).equalsIgnoreCase(letters(word));
    }

    private static String letters(String word) {
        return PUNCTUATION.matcher(word).replaceAll("");
    }

    private static List<Word> withTimes(List<String> texts, List<Word> said) {
        List<Word> words = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Word word = said.get(i);
            words.add(new Word(texts.get(i), word.start(), word.end(), word.confidence()));
        }
        return words;
    }

    private static List<Word> inProportion(List<String> texts, FinalTranscript utterance) {
        double length = Math.max(0, utterance.end() - utterance.start());
        double characters = texts.stream().mapToInt(String::length).sum();
        int before = 0;
        List<Word> words = new ArrayList<>();
        for (String text : texts) {
            double start = utterance.start() + length * before / characters;
            before += text.length();
            words.add(new Word(text, start, utterance.start() + length * before / characters, null));
        }
        return words;
    }
}
