package dev.roomscribe.recognition.vosk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.Decoder.DecodedWord;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.support.DemoScript;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How far libvosk's times are from where the sentences of the demo recordings begin and end. */
class WordTimesTest {
    /** The recipe of the recordings keeps this much after the last audible sample of a sentence. */
    private static final double AFTER_SECONDS = 0.020;

    private static final double MAX_ERROR_SECONDS = 0.040;
    private static final double MAX_BIAS_SECONDS = 0.015;

    private static final List<Double> STARTS = new ArrayList<>();
    private static final List<Double> ENDS = new ArrayList<>();

    @BeforeAll
    static void decode() {
        try (VoskModel model = VoskModel.builtIn()) {
            for (String speaker : List.of("alice", "bob")) {
                List<DecodedWord> words = BareLibvosk.decode(model, Recordings.demo(speaker)).stream()
                        .flatMap(utterance -> utterance.words().stream())
                        .toList();
                for (DemoScript.Line line : DemoScript.lines(speaker)) {
                    double start = line.start();
                    double end = line.end() - AFTER_SECONDS;
                    STARTS.add(nearest(words.stream().map(DecodedWord::start), start) - start);
                    ENDS.add(nearest(words.stream().map(DecodedWord::end), end) - end);
                }
            }
        }
    }

    @Test
    void sentencesBeginWhenTheyAreSpoken() {
        assertAccurate(STARTS);
    }

    @Test
    void sentencesEndWhenTheyAreSpoken() {
        assertAccurate(ENDS);
    }

    private static void assertAccurate(List<Double> errors) {
        List<Double> sizes = errors.stream().map(Math::abs).sorted().toList();
        assertThat(sizes.get(sizes.size() * 95 / 100)).isLessThanOrEqualTo(MAX_ERROR_SECONDS);
        assertThat(errors.stream().mapToDouble(error -> error).average().orElseThrow())
                .isBetween(-MAX_BIAS_SECONDS, MAX_BIAS_SECONDS);
    }

    private static double nearest(Stream<Double> times, double expected) {
        return times.min(Comparator.comparingDouble(time -> Math.abs(time - expected)))
                .orElseThrow();
    }
}
