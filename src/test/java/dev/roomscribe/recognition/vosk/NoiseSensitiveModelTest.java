package dev.roomscribe.recognition.vosk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.Noises;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate keeps noise from a model that recognizes words in noise. */
class NoiseSensitiveModelTest {
    private static final Map<String, short[]> NOISES = Map.of(
            "white noise", Noises.white(10, -40, 1),
            "pink noise", Noises.pink(10, -30, 2),
            "hum", Noises.mix(Noises.hum(100, 10, -25), Noises.white(10, -60, 3)),
            "a keyboard", Noises.mix(Noises.keyboard(10, -10, 4), Noises.white(10, -65, 5)),
            "breath", Noises.mix(Noises.breath(10, -35, 6), Noises.white(10, -65, 7)),
            "a chord", Noises.chord(220, 10, -20),
            "an arpeggio", Noises.arpeggio(220, 0.2, 10, -20));

    @Test
    void theModelRecognizesWordsInNoiseOnlyWithoutTheGate(@TempDir Path directory) {
        try (VoskModel model = VoskModel.load(ToneModel.writeNoiseSensitive(directory), null, null)) {
            NOISES.forEach((name, noise) -> {
                assertThat(GateExperiment.ungated(model, noise).words())
                        .as(name)
                        .isNotEmpty();
                assertThat(GateExperiment.gated(model, noise, GateOptions.defaults())
                                .words())
                        .as(name)
                        .isEmpty();
            });
        }
    }
}
