package dev.roomscribe.session.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.StreamGap;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A track whose audio makes every decoder fail. */
class FailingTrackTest {
    private static final double MAX_GAP_SECONDS = 10;

    @Test
    void allAudioOfATrackThatIsGivenUpIsInAdjoiningGaps() {
        try (VirtualTracks track = VirtualTracks.ungated(new ScriptedDecoders())) {
            track.hear(audio(3, ScriptedDecoders.FAIL));
            track.hear(audio(25, ScriptedDecoders.FAIL));
            track.hearNothing(Duration.ofSeconds(5));
            track.hear(audio(12, ScriptedDecoders.FAIL));
            track.end(dev.roomscribe.recognition.EndReason.FLUSH);
            List<StreamGap> gaps = track.gaps();
            assertThat(gaps).allSatisfy(gap -> {
                assertThat(gap.reason()).isEqualTo(GapReason.DECODER_FAILED);
                assertThat(gap.trackId()).isEqualTo(VirtualTracks.TRACK);
                assertThat(gap.to() - gap.from()).isPositive().isLessThanOrEqualTo(MAX_GAP_SECONDS + 0.001);
            });
            for (int i = 1; i < gaps.size(); i++) {
                // The track sent nothing for 5 s after its 28th second.
                double pause = Math.abs(gaps.get(i - 1).to() - 28) < 0.1 ? 5 : 0;
                assertThat(gaps.get(i).from()).isCloseTo(gaps.get(i - 1).to() + pause, within(0.05));
            }
            assertThat(gaps.get(0).from()).isCloseTo(0, within(0.05));
            assertThat(gaps.stream().mapToDouble(gap -> gap.to() - gap.from()).sum())
                    .isCloseTo(40, within(0.2));
            assertThat(track.finals()).isEmpty();
        }
    }

    private static short[] audio(int seconds, short sample) {
        short[] samples = new short[16_000 * seconds];
        Arrays.fill(samples, sample);
        return samples;
    }
}
