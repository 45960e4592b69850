package dev.roomscribe.transcript.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Capitalizes the words of a text that are words of people's names. A word that is also an ordinary word of the language,
 * such as "mark" or "hope", is capitalized only beside another word of the same name that is none ("mark lopez"): a wrong
 * capital disturbs a reader more than a missing one. Immutable.
 */
final class NamedWords {
    /** What follows a name behind an apostrophe: "ana's", "ana'll". Without t: "don't" is no name. */
    private static final Set<String> SUFFIXES = Set.of("s", "ll", "d", "ve", "re");
    /** What precedes a name before an apostrophe in Romance languages: "d'ana". */
    private static final Set<String> PREFIXES =
            Set.of("d", "l", "m", "t", "s", "n", "j", "c", "qu", "un", "all", "dall", "dell", "nell", "sull", "quell");

    private final OrdinaryWords ordinary;

    NamedWords(OrdinaryWords ordinary) {
        this.ordinary = ordinary;
    }

    /**
     * A word of the text, or a part of it beside an apostrophe.
     *
     * @param spelling as in a name; null if it is in none, or is not in lower case
     * @param follows whether only a space or a hyphen separates it from the word before
     */
    private record Part(
            int start, int end, String folded, @Nullable String spelling, boolean follows) {}

    String capitalize(String text, PeerNames names) {
        if (names.isEmpty()) {
            return text;
        }
        List<Part> parts = parts(text, names);
        boolean[] capital = capitals(parts, names);
        StringBuilder result = new StringBuilder(text);
        for (int index = parts.size() - 1; index >= 0; index--) {
            Part part = parts.get(index);
            if (capital[index] && part.spelling != null) {
                result.replace(part.start, part.end, part.spelling);
            }
        }
        return result.toString();
    }

    private boolean[] capitals(List<Part> parts, PeerNames names) {
        boolean[] capital = new boolean[parts.size()];
        for (int index = parts.size() - 1; index >= 0; index--) {
            Part part = parts.get(index);
            capital[index] = part.spelling != null
                    && (!ordinary.contains(part.folded)
                            || (index + 1 < capital.length
                                    && capital[index + 1]
                                    && isPair(part, parts.get(index + 1), names)));
        }
        for (int index = 1; index < capital.length; index++) {
            Part part = parts.get(index);
            // "Ana may come" is more likely than the whole name of Ana May.
            capital[index] |= capital[index - 1]
                    && isPair(parts.get(index - 1), part, names)
                    && !ordinary.isFunctionWord(part.folded);
        }
        return capital;
    }

    private static boolean isPair(Part part, Part next, PeerNames names) {
        return next.follows && names.isPair(part.folded, next.folded);
    }

    private static List<Part> parts(String text, PeerNames names) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PeerNames.WORD.matcher(text);
        int previous = 0;
        while (matcher.find()) {
            String separator = text.substring(previous, matcher.start());
            parts.add(
                    part(text, matcher.start(), matcher.end(), names, separator.equals(" ") || separator.equals("-")));
            // A suffix separates the word from the next one.
            previous = parts.get(parts.size() - 1).end;
        }
        return parts;
    }

    private static Part part(String text, int start, int end, PeerNames names, boolean follows) {
        String word = PeerNames.normalized(text.substring(start, end));
        int apostrophe = word.lastIndexOf('\'');
        if (apostrophe > 0
                && word.length() == end - start
                && names.spelling(PeerNames.folded(word)).isEmpty()) {
            String before = word.substring(0, apostrophe);
            if (SUFFIXES.contains(word.substring(apostrophe + 1))) {
                return whole(text, start, start + apostrophe, names, follows);
            }
            if (PREFIXES.contains(before)) {
                return whole(text, start + apostrophe + 1, end, names, false);
            }
        }
        return whole(text, start, end, names, follows);
    }

    private static Part whole(String text, int start, int end, PeerNames names, boolean follows) {
        String word = text.substring(start, end);
        String folded = PeerNames.folded(word);
        boolean lowerCase = word.codePoints().noneMatch(FirstLetter::isCapital);
        return new Part(start, end, folded, lowerCase ? names.spelling(folded).orElse(null) : null, follows);
    }
}
