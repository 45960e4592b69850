package dev.roomscribe.recognition.vosk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.EventRecorder;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import dev.roomscribe.recognition.VirtualTime;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With libvosk, no word is found in audio that was reported as recognized before, and silence is reported early. */
class FirstWordTest {
    private static final int CHUNK = 1_920;

    @ParameterizedTest
    @ValueSource(strings = {"alice", "bob"})
    void noWordBeginsInAudioThatWasReported(String speaker) {
        short[] recording = Recordings.demo(speaker);
        List<String> violations = new ArrayList<>();
        List<Long> delays = new ArrayList<>();
        long[] pushed = {0};
        EventRecorder listener = new EventRecorder() {
            @Override
            public void onFinal(Utterance utterance) {
                if (utterance.words().get(0).startSample() < reported()) {
                    violations.add(utterance + " after " + reported());
                }
                super.onFinal(utterance);
            }

            @Override
            public void onOutcome(AudioOutcome outcome) {
                super.onOutcome(outcome);
                delays.add(pushed[0] - outcome.toSample());
            }
        };
        VirtualTime time = new VirtualTime();
        try (DecodingPool pool = new DecodingPool(
                VoskModel.builtIn(), PoolLimits.defaults(), (n, cpu, waited) -> {}, time::nanos, 0, time)) {
            SpeechStream stream = pool.open(new StreamOptions(true, true), listener);
            for (; pushed[0] < recording.length; pushed[0] += CHUNK) {
                int from = (int) pushed[0];
                stream.push(Arrays.copyOfRange(recording, from, Math.min(recording.length, from + CHUNK)));
                time.runAll();
            }
            stream.close(EndReason.TRACK_ENDED);
            time.runAll();
        }

        assertThat(violations).isEmpty();
        assertThat(listener.finals()).hasSizeGreaterThan(8);
        assertThat(listener.reported()).isEqualTo(recording.length);
        // More than one report per second of the pauses.
        assertThat(delays.stream().filter(delay -> delay < 16_000)).hasSizeGreaterThan(20);
    }
}
