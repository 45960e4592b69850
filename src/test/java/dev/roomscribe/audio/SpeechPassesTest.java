package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.support.DemoScript;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Speech passes without interruption, from before its first sound until after its last. */
class SpeechPassesTest {
    @ParameterizedTest
    @ValueSource(strings = {"alice", "bob"})
    void everySentencePassesCompletelyAndWithoutInterruption(String speaker) {
        GateRun run = GateRun.of(Recordings.demo(speaker));

        for (DemoScript.Line line : DemoScript.lines(speaker)) {
            assertThat(run.passedAll(line.start() - 0.2, line.end()))
                    .as(line.text())
                    .isTrue();
            assertThat(run.endedBetween(line.start(), line.end()))
                    .as(line.text())
                    .isFalse();
            assertThat(run.endedBetween(line.end(), line.end() + 1.0))
                    .as(line.text())
                    .isTrue();
        }
        assertThat(run.ends()).hasSameSizeAs(DemoScript.lines(speaker));
        assertThat(run.passedSeconds()).isLessThan(0.7 * 64.27);
    }

    @ParameterizedTest
    @CsvSource({
        "alice, 20, false", "alice, 10, false", "alice, 5, false", "alice, 20, true", "alice, 10, true",
                "alice, 5, true",
        "bob, 20, false", "bob, 10, false", "bob, 5, false", "bob, 20, true", "bob, 10, true", "bob, 5, true"
    })
    void everySentencePassesInNoise(String speaker, double snr, boolean pink) {
        short[] recording = Recordings.demo(speaker);
        double level = Noises.speechLevel(recording) - snr;
        short[] noise = pink ? Noises.pink(64.27, level, 1) : Noises.white(64.27, level, 1);
        GateRun run = GateRun.of(Noises.mix(recording, noise));

        for (DemoScript.Line line : DemoScript.lines(speaker)) {
            assertThat(run.passedAll(line.start() - 0.1, line.end()))
                    .as(line.text())
                    .isTrue();
        }
        assertThat(run.passedSeconds()).isLessThan(0.7 * 64.27);
    }

    /** A whisper contains no voice; still at most one sentence in ten may be missed. */
    @Test
    void aWhisperPasses() {
        int missed = 0;
        for (String speaker : new String[] {"alice", "bob"}) {
            short[] whispered = WhisperedRecordings.of(Recordings.demo(speaker), 1);
            for (DemoScript.Line line : DemoScript.lines(speaker)) {
                double seconds = line.end() - line.start();
                short[] quiet = Noises.white(2, -70, 1);
                short[] sentence = Arrays.copyOfRange(
                        whispered, (int) (line.start() * Pcm16.RATE), (int) (line.end() * Pcm16.RATE));
                GateRun run = GateRun.of(NoiseIsNotSpeechTest.concat(quiet, sentence, quiet));
                missed += run.passedSeconds() < seconds ? 1 : 0;
            }
        }

        assertThat(missed).isLessThanOrEqualTo(2);
    }

    @Test
    void speechAfterAMinuteOfLoudNoisePasses() {
        short[] sentence = Arrays.copyOfRange(Recordings.demo("bob"), 3 * Pcm16.RATE, 8 * Pcm16.RATE);
        double level = Noises.speechLevel(sentence) - 5;
        GateRun run = GateRun.of(
                Noises.mix(NoiseIsNotSpeechTest.concat(Noises.silence(60), sentence), Noises.pink(65, level, 7)));

        assertThat(run.passedAll(61.183, 63.345)).isTrue();
        assertThat(run.passedSeconds()).isLessThan(5);
    }
}
