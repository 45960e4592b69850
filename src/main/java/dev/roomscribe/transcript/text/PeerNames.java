package dev.roomscribe.transcript.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of the names of people in a room, as they write them. Only words with a capital count. What people add to
 * their name is left out: what is in brackets, follows a bar or a dash between spaces, or is a mail domain. Immutable.
 */
public final class PeerNames {
    /** Letters, marks and digits, with apostrophes between them. */
    static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:['’ʼ][\\p{L}\\p{M}\\p{N}]+)*");

    private static final Pattern ADDITION = Pattern.compile("[(\\[{<|].*|\\s[-–—•·]\\s.*|@\\S*", Pattern.DOTALL);
    private static final Pattern DOTTED_I = Pattern.compile("i\u0307|ı");

    public static final PeerNames NONE = all(List.of());

    /** By the folded word. */
    private final Map<String, String> words = new HashMap<>();
    /** Two folded words that follow each other in a name, with a space between them. */
    private final Set<String> pairs = new HashSet<>();

    private PeerNames() {}

    /** Returns the words of one name. */
    public static PeerNames of(String name) {
        PeerNames words = new PeerNames();
        words.add(name);
        return words;
    }

    /** Returns the words of several names. Their order does not matter. */
    public static PeerNames all(Collection<PeerNames> names) {
        PeerNames all = new PeerNames();
        for (PeerNames name : names) {
            name.words.forEach((folded, word) -> all.words.merge(folded, word, PeerNames::simpler));
            all.pairs.addAll(name.pairs);
        }
        return all;
    }

    private void add(String name) {
        String previous = "";
        for (String word : words(name)) {
            String folded = folded(word);
            boolean counts = word.codePointCount(0, word.length()) > 1
                    && word.codePoints().anyMatch(FirstLetter::isCapital);
            if (counts) {
                words.merge(folded, word, PeerNames::simpler);
                if (!previous.isEmpty()) {
                    pairs.add(previous + " " + folded);
                }
            }
            previous = counts ? folded : "";
        }
    }

    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(ADDITION.matcher(normalized(name)).replaceFirst(""));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    /** Returns the spelling with fewer capitals, so that one peer called ANA does not change the name of another, Ana. */
    private static String simpler(String one, String other) {
        long difference = capitals(one) - capitals(other);
        return difference < 0 || (difference == 0 && one.compareTo(other) <= 0) ? one : other;
    }

    private static long capitals(String word) {
        return word.codePoints().filter(FirstLetter::isCapital).count();
    }

    /** Returns how a word is written in a name; empty if no name contains it. */
    Optional<String> spelling(String folded) {
        return Optional.ofNullable(words.get(folded));
    }

    /** Returns whether two words follow each other in a name. */
    boolean isPair(String folded, String next) {
        return pairs.contains(folded + " " + next);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    static String normalized(String text) {
        return isAscii(text)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFC)
                        .replace('’', '\'')
                        .replace('ʼ', '\'');
    }

    /** Returns the word without case, in the same way for every language: the Turkish letters are an i as well. */
    static String folded(String word) {
        String folded = normalized(word).toLowerCase(Locale.ROOT);
        return isAscii(folded) ? folded : DOTTED_I.matcher(folded).replaceAll("i");
    }

    /** Most words are, and this is called for every word of every partial. */
    private static boolean isAscii(String text) {
        for (int index = 0; index < text.length(); index++) {
            if (text.charAt(index) > 0x7F) {
                return false;
            }
        }
        return true;
    }
}
