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

/** The gate does not reduce the accuracy of the model. */
class GatedRecognitionTest {
    private static final double MAX_ADDITIONAL_ERROR_RATE = 0.002;
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
    void theGateDoesNotChangeTheWordsAndTimesOfTheDemoRoom() {
        for (String speaker : SPEAKERS) {
            short[] recording = Recordings.demo(speaker);
            List<DecodedWord> ungated = GateExperiment.ungated(model, recording).allWords();
            GateExperiment.Result gated = GateExperiment.gated(model, recording, GateOptions.defaults());

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
    void theGateDoesNotIncreaseTheErrorsInNoise(int snr) {
        int spokenWords = 0;
        int ungatedErrors = 0;
        int gatedErrors = 0;
        int ungatedEdges = 0;
        int gatedEdges = 0;
        for (NoiseCondition condition : NoiseCondition.all()) {
            for (String speaker : condition.snr() == snr ? SPEAKERS : List.<String>of()) {
                short[] recording = condition.applyTo(Recordings.demo(speaker), 1);
                List<DemoScript.Line> script = DemoScript.lines(speaker);
                List<String> words = script.stream()
                        .flatMap(line -> Arrays.stream(words(line)))
                        .toList();
                GateExperiment.Result ungated = GateExperiment.ungated(model, recording);
                GateExperiment.Result gated = GateExperiment.gated(model, recording, GateOptions.defaults());
                spokenWords += words.size();
                ungatedErrors += WordErrors.count(words, ungated.words());
                gatedErrors += WordErrors.count(words, gated.words());
                ungatedEdges += edges(script, ungated);
                gatedEdges += edges(script, gated);
            }
        }

        assertThat((gatedErrors - ungatedErrors) / (double) spokenWords).isLessThanOrEqualTo(MAX_ADDITIONAL_ERROR_RATE);
        assertThat(gatedEdges).isGreaterThanOrEqualTo(ungatedEdges);
    }

    /** As after a crash of the service, whose successor receives the rest of a sentence. */
    @Test
    void aWordThatTheAudioBeginsWithPasses() {
        short[] bob = Recordings.demo("bob");
        for (double start = 36.3; start < 36.78; start += 0.05) {
            short[] audio = Arrays.copyOfRange(bob, (int) (start * Pcm16.RATE), 39 * Pcm16.RATE);
            assertThat(GateExperiment.gated(model, audio, GateOptions.defaults())
                            .words())
                    .as("from %.2f s", start)
                    .isEqualTo(GateExperiment.ungated(model, audio).words())
                    .contains("nine");
        }
    }

    /** A word cut out of its sentence is shorter than a word spoken alone; still at most one in 70 may be missed. */
    @Test
    void aSingleWordPasses() {
        List<String> missed = new ArrayList<>();
        for (String speaker : SPEAKERS) {
            short[] recording = Recordings.demo(speaker);
            for (DecodedWord word : GateExperiment.ungated(model, recording).allWords()) {
                short[] alone = Noises.white(word.end() - word.start() + 4, -70, 1);
                short[] spoken = Arrays.copyOfRange(
                        recording, (int) (word.start() * Pcm16.RATE), (int) (word.end() * Pcm16.RATE));
                System.arraycopy(spoken, 0, alone, 2 * Pcm16.RATE, spoken.length);
                if (GateExperiment.gated(model, alone, GateOptions.defaults()).share() == 0) {
                    missed.add(word.text());
                }
            }
        }

        assertThat(missed).hasSizeLessThanOrEqualTo(2);
    }

    /** Returns how many first and last words of sentences were recognized at the times at which they were spoken. */
    private static int edges(List<DemoScript.Line> script, GateExperiment.Result result) {
        int edges = 0;
        for (DemoScript.Line line : script) {
            String[] words = words(line);
            edges += isRecognized(words[0], line.start(), line.start() + 0.6, result) ? 1 : 0;
            edges += isRecognized(words[words.length - 1], line.end() - 0.9, line.end(), result) ? 1 : 0;
        }
        return edges;
    }

    private static boolean isRecognized(String word, double from, double to, GateExperiment.Result result) {
        return result.allWords().stream()
                .anyMatch(recognized -> recognized.text().equals(word)
                        && recognized.start() > from - 0.3
                        && recognized.end() < to + 0.3);
    }

    private static String[] words(DemoScript.Line line) {
        return line.text().split(" ");
    }
}
