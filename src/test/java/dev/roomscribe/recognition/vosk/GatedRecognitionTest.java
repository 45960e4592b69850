package dev.roomscribe.recognition.vosk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.Noises;
import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.recognition.Decoder.DecodedWord;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.support.DemoScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Through the gate the model hears as well as without it. */
class GatedRecognitionTest {
    private static final double MOST_WORSE = 0.002;
    private static final List<String> SPEAKERS = List.of("alice", "bob");

    private static VoskModel model;

    @BeforeAll
    static void load() {
        model = VoskModel.builtIn();
    }

    @AfterAll
    static void free() {
        model.close();
    }

    @Test
    void theDemoRoomIsHeardAsWellAndAtTheSameTimes() {
        for (String speaker : SPEAKERS) {
            short[] recording = Recordings.demo(speaker);
            List<DecodedWord> ungated = Gated.ungated(model, recording).allWords();
            Gated.Result gated = Gated.gated(model, recording, GateOptions.defaults());

            assertThat(gated.words())
                    .containsExactlyElementsOf(
                            ungated.stream().map(DecodedWord::text).toList());
            for (int i = 0; i < ungated.size(); i++) {
                assertThat(gated.allWords().get(i).start())
                        .as(ungated.get(i).text())
                        .isCloseTo(ungated.get(i).start(), within(0.1));
            }
            assertThat(gated.share()).isLessThan(0.7);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 10, 5})
    void speechInNoiseIsHeardAsWell(int snr) {
        int said = 0;
        int ungatedErrors = 0;
        int gatedErrors = 0;
        int ungatedEdges = 0;
        int gatedEdges = 0;
        for (Conditions conditions : Conditions.all()) {
            for (String speaker : conditions.snr() == snr ? SPEAKERS : List.<String>of()) {
                short[] recording = conditions.of(Recordings.demo(speaker), 1);
                List<DemoScript.Line> script = DemoScript.lines(speaker);
                List<String> words = script.stream()
                        .flatMap(line -> Arrays.stream(words(line)))
                        .toList();
                Gated.Result ungated = Gated.ungated(model, recording);
                Gated.Result gated = Gated.gated(model, recording, GateOptions.defaults());
                said += words.size();
                ungatedErrors += WordErrors.count(words, ungated.words());
                gatedErrors += WordErrors.count(words, gated.words());
                ungatedEdges += edges(script, ungated);
                gatedEdges += edges(script, gated);
            }
        }

        assertThat((gatedErrors - ungatedErrors) / (double) said).isLessThanOrEqualTo(MOST_WORSE);
        assertThat(gatedEdges).isGreaterThanOrEqualTo(ungatedEdges);
    }

    /** Cut out of its sentence a word is shorter than anybody says it alone; still no more than one in 70 may be missed. */
    @Test
    void aWordQuiteAlonePasses() {
        List<String> missed = new ArrayList<>();
        for (String speaker : SPEAKERS) {
            short[] recording = Recordings.demo(speaker);
            for (DecodedWord word : Gated.ungated(model, recording).allWords()) {
                short[] alone = Noises.white(word.end() - word.start() + 4, -70, 1);
                short[] said = Arrays.copyOfRange(
                        recording, (int) (word.start() * Pcm16.RATE), (int) (word.end() * Pcm16.RATE));
                System.arraycopy(said, 0, alone, 2 * Pcm16.RATE, said.length);
                if (Gated.gated(model, alone, GateOptions.defaults()).share() == 0) {
                    missed.add(word.text());
                }
            }
        }

        assertThat(missed).hasSizeLessThanOrEqualTo(2);
    }

    /** Returns how many first and last words of sentences were heard where they were said. */
    private static int edges(List<DemoScript.Line> script, Gated.Result heard) {
        int edges = 0;
        for (DemoScript.Line line : script) {
            String[] words = words(line);
            edges += isHeard(words[0], line.start(), line.start() + 0.6, heard) ? 1 : 0;
            edges += isHeard(words[words.length - 1], line.end() - 0.9, line.end(), heard) ? 1 : 0;
        }
        return edges;
    }

    private static boolean isHeard(String word, double from, double to, Gated.Result heard) {
        return heard.allWords().stream()
                .anyMatch(one -> one.text().equals(word) && one.start() > from - 0.3 && one.end() < to + 0.3);
    }

    private static String[] words(DemoScript.Line line) {
        return line.text().split(" ");
    }
}
