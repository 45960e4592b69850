package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.support.DemoScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The gate on speech and sounds that are made by program, as loud as people are and in rooms as they are. */
class SynthesizedSpeechTest {
    private static final List<LabelledRecording> SENTENCES = sentences();
    private static final List<LabelledRecording> WHISPERS = SynthesizedRecordings.whispers();
    private static final List<LabelledRecording> NOISES = SynthesizedRecordings.noises();

    @ParameterizedTest
    @FieldSource("dev.roomscribe.audio.ListeningCondition#ALL")
    void sentencesPassCompletely(ListeningCondition condition) {
        GateScore score = GateScore.of(SENTENCES, condition);

        assertThat(score.dropped()).isZero();
        assertThat(score.late()).as(score.faults().toString()).isZero();
        assertThat(100 * score.lost()).as(score.faults().toString()).isLessThanOrEqualTo(0.2);
        assertThat(score.endDelay()).isBetween(0.4, 0.6);
    }

    @ParameterizedTest(name = "{0} dBFS: at most {1} %")
    @CsvSource({"-12, 3", "-30, 25"})
    void whispersPass(double peak, double percent) {
        GateScore score = GateScore.of(WHISPERS, new ListeningCondition(peak, -75, false));

        assertThat(100 * score.lost()).as(score.faults().toString()).isLessThanOrEqualTo(percent);
    }

    @ParameterizedTest(name = "{0} dBFS over {1}, hum: {2}")
    @CsvSource({"-12, -75, false", "-30, -75, false", "-40, -75, false", "-30, -50, false", "-12, -75, true"})
    void atMostAFifthOfTypingRainWindHumAndMusicPasses(double peak, double floor, boolean hum) {
        assertThat(GateScore.of(NOISES, new ListeningCondition(peak, floor, hum))
                        .passed())
                .isLessThanOrEqualTo(0.2);
    }

    private static List<LabelledRecording> sentences() {
        List<LabelledRecording> sentences = new ArrayList<>();
        for (String speaker : new String[] {"alice", "bob"}) {
            short[] recording = Recordings.demo(speaker);
            for (DemoScript.Line line : DemoScript.lines(speaker)) {
                short[] samples = Arrays.copyOfRange(
                        recording, (int) (line.start() * Pcm16.RATE), (int) (line.end() * Pcm16.RATE));
                sentences.add(new LabelledRecording(
                        speaker + ": " + line.text(),
                        LabelledRecording.Kind.READ,
                        speaker,
                        line.text(),
                        List.of(new LabelledRecording.Interval(0, samples.length)),
                        samples));
            }
        }
        return sentences;
    }
}
