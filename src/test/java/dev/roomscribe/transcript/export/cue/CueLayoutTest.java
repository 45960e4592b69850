package dev.roomscribe.transcript.export.cue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CueLayoutTest {
    /** @param afterMs the pause before the word */
    record SpokenWord(String text, long afterMs, long lengthMs) {}

    @Test
    void aShortSentenceIsOneLine() {
        assertThat(lines("hello alice can you hear me now"))
                .containsExactly(List.of("hello alice can you hear me now"));
    }

    @Test
    void twoLinesAreAsEvenAsPossible() {
        assertThat(lines("the minutes of the last meeting were never sent to us"))
                .containsExactly(List.of("the minutes of the last", "meeting were never sent to us"));
    }

    @Test
    void noCueContainsASingleWord() {
        String said = "one and two and three and four and five and six and seven and eight and nine and tenfold";
        assertThat(said).hasSizeGreaterThan(2 * CueLayout.LINE_LENGTH);
        assertThat(lines(said))
                .containsExactly(
                        List.of("one and two and three", "and four and five and"),
                        List.of("six and seven and eight", "and nine and tenfold"));
    }

    @Test
    void cuesBreakAtPauses() {
        List<TimedWord> words = timed(List.of(
                new SpokenWord("well", 0, 300),
                new SpokenWord("that is what everybody told us".replace(' ', '_'), 0, 1_500),
                new SpokenWord("last_year", 0, 500),
                new SpokenWord("but_nobody_remembers_why", 350, 900),
                new SpokenWord("we did it the other way round".replace(' ', '_'), 0, 1_500)));
        assertThat(CueLayout.of("t", "Ana", "", words))
                .extracting(cue -> cue.lines().get(0).split(" ", -1)[0])
                .containsExactly("well", "but_nobody_remembers_why");
    }

    @Test
    void aWordAfterALongPauseStartsANewCue() {
        assertThat(CueLayout.of(
                        "t",
                        "Ana",
                        "",
                        timed(List.of(new SpokenWord("yes", 0, 300), new SpokenWord("maybe", 1_000, 300)))))
                .extracting(Cue::fromMs)
                .containsExactly(0L, 1_300L);
    }

    @Test
    void aLabelIsPartOfTheFirstLine() {
        List<Cue> cues = CueLayout.of("t", "Ana", "Ana: ", timed("let us begin with the minutes of it all"));
        assertThat(cues.get(0).lines()).containsExactly("Ana: let us begin with", "the minutes of it all");
    }

    @Property
    void cuesContainEveryWordOnceInLinesThatFit(
            @ForAll("speeches") List<SpokenWord> speech, @ForAll("labels") String label) {
        List<TimedWord> words = timed(speech);
        List<Cue> cues = CueLayout.of("t", "Ana", label, words);
        assertThat(cues.stream()
                        .map(cue -> String.join(" ", cue.lines()).substring(label.length()))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(words.stream().map(TimedWord::text).collect(Collectors.joining(" ")));
        assertThat(cues).allSatisfy(cue -> {
            boolean oneWord = cue.lines().size() == 1
                    && !cue.lines().get(0).substring(label.length()).contains(" ");
            assertThat(cue.lines()).hasSizeBetween(1, 2);
            if (!oneWord) {
                assertThat(cue.lines()).allMatch(line -> line.length() <= 42);
                assertThat(cue.toMs() - cue.fromMs()).isBetween(1L, 7_000L);
            }
        });
    }

    @Property
    void cuesKeepTheTimesOfTheirWords(@ForAll("speeches") List<SpokenWord> speech) {
        List<TimedWord> words = timed(speech);
        List<Cue> cues = CueLayout.of("t", "Ana", "", words);
        int word = 0;
        for (int i = 0; i < cues.size(); i++) {
            Cue cue = cues.get(i);
            int last = word + String.join(" ", cue.lines()).split(" ").length - 1;
            assertThat(cue.fromMs()).isEqualTo(words.get(word).fromMs());
            assertThat(cue.toMs())
                    .isBetween(words.get(last).toMs(), words.get(last).toMs() + 1);
            word = last + 1;
        }
    }

    @Provide
    Arbitrary<List<SpokenWord>> speeches() {
        Arbitrary<Long> pauses = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(8, Arbitraries.just(0L)),
                net.jqwik.api.Tuple.of(2, Arbitraries.longs().between(0, 900)),
                net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(900, 9_000)));
        Arbitrary<String> texts =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(50);
        return Combinators.combine(
                        Arbitraries.oneOf(texts, texts.filter(text -> text.length() < 8)),
                        pauses,
                        Arbitraries.longs().between(0, 2_000))
                .as(SpokenWord::new)
                .list()
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<String> labels() {
        return Arbitraries.of("", "Ana: ", "Professor Wilhelmin…: ");
    }

    private static List<List<String>> lines(String text) {
        return CueLayout.of("t", "Ana", "", timed(text)).stream()
                .map(Cue::lines)
                .toList();
    }

    /** Returns words of 200 ms without pauses. */
    private static List<TimedWord> timed(String text) {
        List<SpokenWord> said = new ArrayList<>();
        for (String word : text.split(" ", -1)) {
            said.add(new SpokenWord(word, 0, 200));
        }
        return timed(said);
    }

    private static List<TimedWord> timed(List<SpokenWord> speech) {
        List<TimedWord> words = new ArrayList<>();
        long at = 0;
        for (SpokenWord said : speech) {
            at += said.afterMs();
            words.add(new TimedWord(said.text(), at, at + said.lengthMs()));
            at += said.lengthMs();
        }
        return words;
    }
}
