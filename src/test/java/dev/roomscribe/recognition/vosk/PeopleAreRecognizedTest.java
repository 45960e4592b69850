package dev.roomscribe.recognition.vosk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.LabelledRecording;
import dev.roomscribe.audio.LabelledRecording.Kind;
import dev.roomscribe.audio.ListeningCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model recognizes people behind the gate as it does without: on the recordings of {@code PeopleAreHeardTest}. */
class PeopleAreRecognizedTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("roomscribe.test.recordings", "../shared/human-speech"));
    private static final String VOSK_RECORDING = "vosk_python_example_test.wav";

    private static List<LabelledRecording> recordings = List.of();
    private static VoskModel model;

    @BeforeAll
    static void load() throws IOException {
        assumeTrue(Files.exists(FOLDER.resolve("labels.tsv")), "There are no recordings of people in " + FOLDER);
        recordings = LabelledRecording.read(FOLDER);
        model = VoskModel.builtIn();
    }

    @AfterAll
    static void free() {
        if (model != null) {
            model.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"-6, -75", "-12, -75", "-20, -75", "-30, -75", "-12, -50"})
    void theGateChangesNoWordOfTheRecordingOfVosk(double peak, double floor) {
        for (LabelledRecording recording : recordings) {
            if (recording.name().equals(VOSK_RECORDING)) {
                short[] heard = new ListeningCondition(peak, floor, false).applyTo(recording);

                assertThat(gated(heard)).isEqualTo(ungated(heard));
            }
        }
    }

    @Test
    void aWordThatIsRecognizedWithoutTheGateIsRecognizedBehindIt() {
        List<LabelledRecording> words = recordings.stream()
                .filter(recording -> recording.kind() == Kind.WORD)
                .toList();
        List<LabelledRecording> recognized = words.parallelStream()
                .filter(word -> ungated(heard(word)).equals(List.of(word.text())))
                .toList();
        List<String> lost = recognized.parallelStream()
                .filter(word -> !gated(heard(word)).equals(List.of(word.text())))
                .map(LabelledRecording::name)
                .toList();

        assertThat(lost).as("of " + recognized.size() + " words").isEmpty();
    }

    private static short[] heard(LabelledRecording word) {
        return new ListeningCondition(-12, -75, false).applyTo(word);
    }

    private static List<String> ungated(short[] heard) {
        return GateExperiment.ungated(model, heard).words();
    }

    private static List<String> gated(short[] heard) {
        return GateExperiment.gated(model, heard, GateOptions.defaults()).words();
    }
}
