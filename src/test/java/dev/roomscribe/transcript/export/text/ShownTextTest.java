package dev.roomscribe.transcript.export.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShownTextTest {
    private static final List<Word> HELLO_ANA = List.of(new Word("hello", 1, 1.5, 0.9), new Word("ana", 1.7, 2, null));

    @Test
    void theTextForPeopleHasTheTimesOfTheWords() {
        ShownText shown = ShownText.of(utterance("hello ana", "Hello Ana.", HELLO_ANA), TextChoice.READABLE);
        assertThat(shown)
                .isEqualTo(new ShownText(
                        "Hello Ana.", List.of(new Word("Hello", 1, 1.5, 0.9), new Word("Ana.", 1.7, 2, null))));
    }

    @Test
    void theEnginesWordsCanBeChosen() {
        assertThat(ShownText.of(utterance("hello ana", "Hello Ana.", HELLO_ANA), TextChoice.ENGINE))
                .isEqualTo(new ShownText("hello ana", HELLO_ANA));
        assertThat(ShownText.of(utterance("<unk>", null, List.of()), TextChoice.ENGINE)
                        .text())
                .isEqualTo("<unk>");
    }

    @Test
    void tokensOfTheEngineHaveNoWord() {
        List<Word> words = List.of(new Word("<unk>", 0, 1, null), HELLO_ANA.get(0), HELLO_ANA.get(1));
        assertThat(ShownText.of(utterance("<unk> hello ana", "Hello Ana.", words), TextChoice.READABLE)
                        .words())
                .extracting(Word::start)
                .containsExactly(1.0, 1.7);
    }

    @Test
    void anUtteranceThatAnEarlierVersionStoredHasItsTranscript() {
        assertThat(ShownText.of(utterance("hello <unk>", null, List.of()), TextChoice.READABLE)
                        .text())
                .isEqualTo("hello <unk>");
    }

    @Test
    void anUtteranceWithoutSpeechIsLeftOut() {
        for (String transcript : List.of("", " ", "<unk>", "[noise] <unk>", "\n")) {
            assertThat(ShownText.of(utterance(transcript, null, List.of()), TextChoice.READABLE)
                            .isEmpty())
                    .as(transcript)
                    .isTrue();
        }
    }

    @Test
    void wordsWithoutTimesShareTheDuration() {
        assertThat(ShownText.of(utterance("a bcd", "Something else", List.of()), TextChoice.ENGINE)
                        .words())
                .containsExactly(new Word("a", 1, 1.25, null), new Word("bcd", 1.25, 2, null));
    }

    private static FinalTranscript utterance(String transcript, @Nullable String text, List<Word> words) {
        return new FinalTranscript(
                "s1",
                "p1",
                "t1",
                "Ana",
                "u1",
                1,
                transcript,
                text,
                null,
                words,
                1,
                2,
                MutableClock.START,
                null,
                "model",
                EndReason.ENDPOINT,
                false);
    }
}
