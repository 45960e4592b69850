package dev.roomscribe.transcript.export.cue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ReadingTimeTest {
    private static final String TEXT = "thirty-four characters are 2 000 ms"; // 35 characters: 2 059 ms

    @Test
    void aCueIsShownForItsReadingTime() {
        assertThat(timed(cue("Ana", 0, 1_500, TEXT))).containsExactly(cue("Ana", 0, 2_059, TEXT));
    }

    @Test
    void readingTimeEndsWhenTheNextCueBegins() {
        assertThat(timed(cue("Ana", 0, 1_500, TEXT), cue("Bob", 1_700, 3_700, "ah")))
                .first()
                .isEqualTo(cue("Ana", 0, 1_700, TEXT));
    }

    @Test
    void aShortCueIsShownForASecondWhileAnotherVoiceFollows() {
        assertThat(timed(cue("Ana", 0, 300, "yes"), cue("Bob", 400, 3_000, "and so we went there")))
                .first()
                .isEqualTo(cue("Ana", 0, 1_000, "yes"));
    }

    @Test
    void aShortCueEndsWhenTheSameVoiceContinues() {
        assertThat(timed(cue("Ana", 0, 300, "yes"), cue("Bob", 400, 900, "no"), cue("Ana", 800, 2_000, "I mean it")))
                .first()
                .isEqualTo(cue("Ana", 0, 800, "yes"));
    }

    @Property
    void noCueIsLostOrCutShortOrShownForTooLong(@ForAll("cues") List<Cue> cues) {
        List<Cue> timed = timed(cues.toArray(Cue[]::new));
        assertThat(timed).hasSameSizeAs(cues);
        for (int i = 0; i < cues.size(); i++) {
            Cue before = cues.get(i);
            Cue after = timed.get(i);
            assertThat(after).isEqualTo(before.until(after.toMs()));
            assertThat(after.toMs() - after.fromMs())
                    .isBetween(Math.min(7_000, before.toMs() - before.fromMs()), 7_000L);
        }
    }

    @Provide
    Arbitrary<List<Cue>> cues() {
        return Combinators.combine(
                        Arbitraries.of("Ana", "Bob", "Cy"),
                        Arbitraries.longs().between(0, 60_000),
                        Arbitraries.longs().between(1, 10_000),
                        Arbitraries.of("a", "some words", TEXT))
                .as((voice, from, length, text) -> cue(voice, from, from + length, text))
                .list()
                .ofMaxSize(40)
                .map(list -> list.stream()
                        .sorted(Comparator.comparingLong(Cue::fromMs))
                        .toList());
    }

    private static Cue cue(String voice, long from, long to, String text) {
        return new Cue(voice, voice, from, to, List.of(text));
    }

    private static List<Cue> timed(Cue... cues) {
        List<Cue> timed = new ArrayList<>();
        new ReadingTime(List.of(cues).iterator()).forEachRemaining(timed::add);
        return timed;
    }
}
