package dev.roomscribe.recognition.vosk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.RecordingListener;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pool returns the same text and times as libvosk for the same samples. */
class ParityTest {
    private static final PoolLimits LIMITS = PoolLimits.defaults()
            .withThreads(2)
            .withMaxQueue(Duration.ofMinutes(2))
            .withDecoderMaxAge(Duration.ofMinutes(20));

    private record Timed(String text, List<Double> starts) {}

    @ParameterizedTest
    @ValueSource(strings = {"alice", "bob"})
    void finalsAndTheirTimesEqualThoseOfLibvosk(String speaker) {
        short[] recording = Recordings.demo(speaker);
        List<Timed> direct;
        try (VoskModel model = VoskModel.builtIn()) {
            direct = BareLibvosk.decode(model, recording).stream()
                    .map(ParityTest::timed)
                    .toList();
        }
        RecordingListener recorded = new RecordingListener();
        try (DecodingPool pool = new DecodingPool(VoskModel.builtIn(), LIMITS, (s, c, w) -> {}, System::nanoTime, 0)) {
            SpeechStream stream = pool.open(new StreamOptions(true, true), recorded);
            Random sizes = new Random(1);
            for (int from = 0; from < recording.length; ) {
                int to = Math.min(recording.length, from + 1 + sizes.nextInt(1000));
                stream.push(Arrays.copyOfRange(recording, from, to));
                from = to;
            }
            stream.close(EndReason.TRACK_ENDED)
                    .toCompletableFuture()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        }

        assertThat(recorded.lost()).isEmpty();
        assertThat(recorded.finals.stream().map(ParityTest::timed)).containsExactlyElementsOf(direct);
        assertThat(direct).hasSizeGreaterThan(8);
    }

    private static Timed timed(Utterance utterance) {
        return new Timed(
                utterance.text(),
                utterance.words().stream()
                        .map(word -> word.startSample() / 16_000.0)
                        .toList());
    }

    private static Timed timed(Decoder.Decoded decoded) {
        return new Timed(
                decoded.text(),
                decoded.words().stream()
                        .map(word -> Math.round(word.start() * 16_000) / 16_000.0)
                        .toList());
    }
}
