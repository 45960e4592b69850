package dev.roomscribe.transcript.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * What to search for: an utterance has to contain every word. {@code plan*} stands for all words that begin so, and
 * {@code "next week"} for words that follow each other. No other character has a meaning.
 */
public final class SearchTerms {
    public static final int MAX_CHARS = 200;
    public static final int MAX_WORDS = 16;
    /** Shorter beginnings would match most of the words. */
    public static final int MIN_PREFIX = 2;

    private static final Pattern PART = Pattern.compile("\"([^\"]*)\"?|[^\\s\"]+");

    private final List<Part> parts;

    private SearchTerms(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * One word, the beginning of one, or several words that follow each other.
     *
     * @param isPrefix whether it is the beginning of a word
     */
    private record Part(List<String> words, boolean isPrefix) {
        Query query(String field) {
            if (isPrefix) {
                return new PrefixQuery(new Term(field, words.get(0)));
            }
            return words.size() == 1
                    ? new TermQuery(new Term(field, words.get(0)))
                    : new PhraseQuery(field, words.toArray(String[]::new));
        }

        boolean matchesAt(List<WordAnalyzer.Occurrence> text, int index) {
            if (index + words.size() > text.size()) {
                return false;
            }
            if (isPrefix) {
                return text.get(index).word().startsWith(words.get(0));
            }
            for (int i = 0; i < words.size(); i++) {
                if (!text.get(index + i).word().equals(words.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Returns the words of a search.
     *
     * @throws SearchInputException if the text has no words, or more than the limits allow
     */
    public static SearchTerms parse(String text) {
        return parse("q", text, false);
    }

    /** Returns the beginnings of the words of a name; each has to begin a word of the speaker's name. */
    static SearchTerms ofName(String name) {
        return parse("speaker", name, true);
    }

    private static SearchTerms parse(String parameter, String text, boolean isName) {
        if (text.length() > MAX_CHARS) {
            throw new SearchInputException(
                    parameter, String.format(Locale.ROOT, "%s may have at most %d characters.", parameter, MAX_CHARS));
        }
        List<Part> parts = new ArrayList<>();
        Matcher found = PART.matcher(text);
        while (found.find()) {
            boolean isPhrase = found.group(1) != null;
            List<String> words = WordAnalyzer.INSTANCE.words(isPhrase ? found.group(1) : found.group()).stream()
                    .map(WordAnalyzer.Occurrence::word)
                    .toList();
            boolean isPrefix = !isPhrase && found.group().endsWith("*");
            if (isName) {
                words.forEach(word -> parts.add(new Part(List.of(word), true)));
            } else if (isPrefix && !words.isEmpty()) {
                words.subList(0, words.size() - 1).forEach(word -> parts.add(new Part(List.of(word), false)));
                parts.add(prefix(words.get(words.size() - 1)));
            } else if (!words.isEmpty()) {
                parts.add(new Part(words, false));
            }
        }
        int words = parts.stream().mapToInt(part -> part.words.size()).sum();
        if (words == 0) {
            throw new SearchInputException(parameter, parameter + " must contain a word.");
        }
        if (words > MAX_WORDS) {
            throw new SearchInputException(
                    parameter, String.format(Locale.ROOT, "%s may have at most %d words.", parameter, MAX_WORDS));
        }
        return new SearchTerms(parts);
    }

    private static Part prefix(String word) {
        if (word.codePointCount(0, word.length()) < MIN_PREFIX) {
            throw new SearchInputException(
                    "q", String.format(Locale.ROOT, "In q, at least %d letters must precede *.", MIN_PREFIX));
        }
        return new Part(List.of(word), true);
    }

    Query query(String field) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        parts.forEach(part -> all.add(part.query(field), BooleanClause.Occur.FILTER));
        return all.build();
    }

    /** Returns where the terms are in a text: in its order, without overlaps. */
    List<SearchHit.Match> matches(String text) {
        List<WordAnalyzer.Occurrence> words = WordAnalyzer.INSTANCE.words(text);
        boolean[] matched = new boolean[words.size()];
        boolean[] joined = new boolean[words.size()];
        for (int i = 0; i < words.size(); i++) {
            for (Part part : parts) {
                for (int n = 0; part.matchesAt(words, i) && n < part.words.size(); n++) {
                    matched[i + n] = true;
                    joined[i + n] |= n > 0;
                }
            }
        }
        List<SearchHit.Match> matches = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            int from = words.get(i).from();
            if (joined[i]) {
                from = matches.remove(matches.size() - 1).from();
            }
            if (matched[i]) {
                matches.add(new SearchHit.Match(from, words.get(i).to()));
            }
        }
        return matches;
    }
}
