package dev.roomscribe.transcript.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** Divides text into words as Unicode does (UAX 29), without upper case and accents. Thread-safe. */
final class WordAnalyzer extends Analyzer {
    /** Its users share it, as it keeps its parts for each thread. */
    static final WordAnalyzer INSTANCE = new WordAnalyzer();

    private WordAnalyzer() {}

    /**
     * A word of a text.
     *
     * @param from where it begins, in chars
     * @param to where it ends, exclusive
     */
    record Occurrence(String word, int from, int to) {}

    @Override
    protected TokenStreamComponents createComponents(String field) {
        StandardTokenizer words = new StandardTokenizer();
        return new TokenStreamComponents(words, new WordFolding(new LowerCaseFilter(words)));
    }

    /** Returns the words of a text in their order. */
    List<Occurrence> words(String text) {
        List<Occurrence> found = new ArrayList<>();
        try (TokenStream words = tokenStream(FinalDocument.TEXT, text)) {
            CharTermAttribute word = words.addAttribute(CharTermAttribute.class);
            OffsetAttribute place = words.addAttribute(OffsetAttribute.class);
            words.reset();
            while (words.incrementToken()) {
                found.add(new Occurrence(word.toString(), place.startOffset(), place.endOffset()));
            }
            words.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
