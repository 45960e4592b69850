package dev.roomscribe.fishjam.embedded.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.EmbeddedSetup;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The output does not depend on how the input is divided into chunks. */
class ResamplerTest {
    @Property
    void chunkBoundariesDoNotChangeTheOutput(
            @ForAll @Size(max = 20) List<@IntRange(max = 50) Integer> samples, @ForAll boolean up) {
        int from = up ? 16_000 : 24_000;
        int to = up ? 24_000 : 16_000;
        byte[] pcm = EmbeddedSetup.noise(0.1);
        Resampler chunked = new Resampler(from, to);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        for (int count : samples) {
            out.writeBytes(chunked.resample(Arrays.copyOfRange(pcm, at, at + 2 * count)));
            at += 2 * count;
        }

        assertThat(out.toByteArray()).isEqualTo(new Resampler(from, to).resample(Arrays.copyOf(pcm, at)));
    }

    @Example
    void samplesAreInterpolatedLinearly() {
        byte[] line = {0, 0, 30, 0, 60, 0, 90, 0};

        assertThat(new Resampler(16_000, 24_000).resample(line)).containsExactly(0, 0, 20, 0, 40, 0, 60, 0, 80, 0);
        assertThat(new Resampler(24_000, 16_000).resample(line)).containsExactly(0, 0, 45, 0, 90, 0);
    }

    @Example
    void equalRatesLeaveTheAudioUnchanged() {
        byte[] pcm = EmbeddedSetup.noise(0.1);

        assertThat(new Resampler(16_000, 16_000).resample(pcm)).isEqualTo(pcm);
    }
}
