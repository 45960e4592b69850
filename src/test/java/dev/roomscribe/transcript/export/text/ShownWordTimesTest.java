package dev.roomscribe.transcript.export.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.Word;
import dev.roomscribe.transcript.text.PeerNames;
import dev.roomscribe.transcript.text.ReadableText;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownWordTimesTest {
    private static FinalTranscript utterance(String transcript, @Nullable String text) {
        List<String> said = List.of(transcript.split(" "));
        List<Word> words = IntStream.range(0, said.size())
                .mapToObj(index -> new Word(said.get(index), index * index, index * index + 0.5, 0.9))
                .toList();
        return new FinalTranscript(
                "s",
                "p",
                "t",
                "Ana",
                "u",
                1,
                transcript,
                text,
                0.9,
                words,
                0,
                99,
                Instant.EPOCH,
                null,
                "m",
                EndReason.ENDPOINT,
                false);
    }

    @ParameterizedTest
    @CsvSource({
        "en, so i [noise] ship it, So|I|ship|it.",
        "zh, 你好 世界, 你好|世界。",
        "hi, नमस्ते दुनिया, नमस्ते|दुनिया।",
        "ur, سلام دنیا, سلام|دنیا۔",
        "hy, բարեւ ձեզ, Բարեւ|ձեզ։",
        "tr, iyi günler, İyi|günler."
    })
    void everyWordOfTheTextHasTheTimeWhenItWasSpoken(String language, String transcript, String shown) {
        String text =
                new ReadableText(language).of(transcript, true, PeerNames.NONE).orElseThrow();
        FinalTranscript utterance = utterance(transcript, text);
        List<Word> words = ShownText.of(utterance, TextChoice.READABLE).words();
        assertThat(words).extracting(Word::word).containsExactly(shown.split("\\|"));
        assertThat(words)
                .extracting(Word::start)
                .containsExactlyElementsOf(utterance.words().stream()
                        .filter(word -> !word.word().equals("[noise]"))
                        .map(Word::start)
                        .toList());
    }

    @Test
    void anEventOfAnEarlierVersionShowsItsTranscriptUnlessItIsNoSpeech() {
        assertThat(ShownText.of(utterance("we ship", null), TextChoice.READABLE).text())
                .isEqualTo("we ship");
        assertThat(ShownText.of(utterance("<unk> [noise]", null), TextChoice.READABLE)
                        .isEmpty())
                .isTrue();
        assertThat(ShownText.of(utterance("<unk> [noise]", null), TextChoice.ENGINE)
                        .text())
                .isEqualTo("<unk> [noise]");
    }
}
