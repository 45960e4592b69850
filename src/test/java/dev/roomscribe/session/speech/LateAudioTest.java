package dev.roomscribe.session.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.agent.AudioChunk;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Audio that arrives after a pause of which some was spoken before; a chunk has 20 ms. */
class LateAudioTest {
    private static final long MILLI = 1_000_000;
    /** Close to the overflow of the clock. */
    private static final long PAUSED = Long.MAX_VALUE - 10 * MILLI;

    private final LateAudio late = new LateAudio(PAUSED);

    private void arrive(String track, int chunks, long millisAfterPause) {
        for (int i = 0; i < chunks; i++) {
            late.add(new AudioChunk("ana", track, "", new byte[640], PAUSED + millisAfterPause * MILLI));
        }
    }

    private long millis(String track) {
        return late.before().stream()
                .filter(chunk -> chunk.trackId().equals(track))
                .mapToLong(chunk -> chunk.pcm().length / 32)
                .sum();
    }

    @Test
    void audioThatArrivesInRealTimeIsCutAtThePause() {
        arrive("t", 1, 5);
        arrive("t", 1, 25);
        arrive("t", 1, 45);
        assertThat(millis("t")).isEqualTo(15);
    }

    @Test
    void ofABurstAllThatWasCertainlySpokenBeforeCounts() {
        arrive("t", 50, 100);
        assertThat(millis("t")).isEqualTo(900);
    }

    /** The audio in real time after the burst shows that the burst was later than it looked. */
    @Test
    void laterAudioMovesTheTimesOfABurst() {
        arrive("t", 50, 100);
        arrive("t", 1, 105);
        assertThat(millis("t")).isEqualTo(915);
    }

    @Test
    void aTrackThatWasSilentAtThePauseHasNothingOfBefore() {
        arrive("t", 1, 20);
        arrive("t", 1, 40);
        assertThat(late.before()).isEmpty();
    }

    @Test
    void tracksAreIndependent() {
        arrive("one", 50, 100);
        arrive("two", 1, 100);
        assertThat(millis("one")).isEqualTo(900);
        assertThat(millis("two")).isZero();
    }

    @Test
    void bytesAreBounded() {
        byte[] second = new byte[32_000];
        Arrays.fill(second, (byte) 1);
        for (int i = 0; i < 1_000; i++) {
            late.add(new AudioChunk("ana", "t", "", second, PAUSED));
        }
        assertThat(late.before().stream().mapToInt(chunk -> chunk.pcm().length).sum())
                .isBetween(LateAudio.MAX_BYTES - 32_000, LateAudio.MAX_BYTES);
    }
}
