package dev.roomscribe.transcript.search;

import java.io.IOException;
import java.text.Normalizer;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Removes the accents of letters, so that {@code Łódź} is found as {@code lodz}. Expects lower case. */
final class WordFolding extends TokenFilter {
    private static final Pattern ACCENTS = Pattern.compile("\\p{InCombiningDiacriticalMarks}+");
    /** Letters that are not a letter with an accent to Unicode. */
    private static final Map<Character, String> OTHERS = Map.of(
            'ł', "l", 'ø', "o", 'đ', "d", 'ð', "d", 'ı', "i", 'ß', "ss", 'æ', "ae", 'œ', "oe", 'þ', "th", '’', "'");

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    WordFolding(TokenStream words) {
        super(words);
    }

    @Override
    public boolean incrementToken() throws IOException {
        if (!input.incrementToken()) {
            return false;
        }
        if (!isAscii()) {
            String folded = fold(term.toString());
            if (!folded.isEmpty()) {
                term.setEmpty().append(folded);
            }
        }
        return true;
    }

    private boolean isAscii() {
        for (int i = 0; i < term.length(); i++) {
            if (term.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static String fold(String word) {
        String plain = ACCENTS.matcher(Normalizer.normalize(word, Normalizer.Form.NFKD))
                .replaceAll("");
        StringBuilder folded = new StringBuilder();
        plain.chars().forEach(c -> folded.append(OTHERS.getOrDefault((char) c, String.valueOf((char) c))));
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }
}
