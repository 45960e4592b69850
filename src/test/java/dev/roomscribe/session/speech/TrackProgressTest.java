package dev.roomscribe.session.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.recognition.ScriptedDecoders;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From where on the audio of a track would be missing after a crash. */
class TrackProgressTest {
    private final VirtualTracks track = VirtualTracks.ungated(new ScriptedDecoders());

    @AfterEach
    void close() {
        track.close();
    }

    private double finalTo() {
        return track.tracks().progress(track.nowNanos() / 1e9).get(0).finalTo();
    }

    @Test
    void aMuteIsNotMissing() {
        track.hear(speech(1_000)).mute().hearNothing(Duration.ofMinutes(1));
        assertThat(finalTo()).isEqualTo(track.nowNanos() / 1e9);
        // Less than a decoder takes at once.
        track.hear(speech(20));
        assertThat(finalTo()).isCloseTo(61, within(0.001));
    }

    @Test
    void audioThatIsNotFinalIsMissing() {
        track.hear(speech(20));
        assertThat(finalTo()).isCloseTo(0, within(0.001));
    }

    private static short[] speech(int millis) {
        short[] samples = new short[16 * millis];
        Arrays.fill(samples, (short) 7);
        return samples;
    }
}
