package dev.roomscribe.transcript.text;

import java.util.Set;

/** Capitalizes the beginning of an utterance. */
final class FirstLetter {
    /** The languages whose letter i keeps its dot. */
    private static final Set<String> DOTTED = Set.of("tr", "az", "crh", "tt");

    private FirstLetter() {}

    /**
     * Returns the text with a capital at its start. The first word stays as it is if it begins with a digit or has a
     * capital already, as in "iPhone".
     *
     * @param language primary language subtag; empty if it is unknown
     */
    static String capitalize(String text, String language) {
        int end = text.indexOf(' ') < 0 ? text.length() : text.indexOf(' ');
        String word = text.substring(0, end);
        int start = 0;
        while (start < end && !Character.isLetterOrDigit(word.codePointAt(start))) {
            start += Character.charCount(word.codePointAt(start));
        }
        if (start == end || word.codePoints().anyMatch(FirstLetter::isCapital)) {
            return text;
        }
        int first = word.codePointAt(start);
        // In Dutch, ij is one letter.
        int length = language.equals("nl") && word.startsWith("ij", start) ? 2 : Character.charCount(first);
        String capital = length == 2 && first == 'i' ? "IJ" : Character.toString(title(first, language));
        return text.substring(0, start) + capital + text.substring(start + length);
    }

    private static int title(int letter, String language) {
        return letter == 'i' && DOTTED.contains(language) ? 'İ' : Character.toTitleCase(letter);
    }

    static boolean isCapital(int letter) {
        return Character.isUpperCase(letter) || Character.isTitleCase(letter);
    }
}
