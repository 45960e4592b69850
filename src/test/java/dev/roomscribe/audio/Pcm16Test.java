package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class Pcm16Test {
    @Test
    void samplesAreSignedAndLittleEndian() {
        assertThat(Pcm16.decode(new byte[] {1, 0, (byte) 0xff, 0x7f, 0, (byte) 0x80, (byte) 0xff, (byte) 0xff}))
                .containsExactly((short) 1, Short.MAX_VALUE, Short.MIN_VALUE, (short) -1);
    }

    @Test
    void anEmptyChunkContainsNoSamples() {
        assertThat(Pcm16.decode(new byte[0])).isEmpty();
    }

    @Test
    void anOddNumberOfBytesIsRejected() {
        for (int bytes : new int[] {1, 641}) {
            assertThatThrownBy(() -> Pcm16.decode(new byte[bytes]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("odd number of bytes: " + bytes);
        }
    }

    @Property
    void encodedSamplesDecodeToTheSameSamples(@ForAll short[] samples) {
        ByteBuffer encoded = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        for (short sample : samples) {
            encoded.putShort(sample);
        }
        assertThat(Pcm16.decode(encoded.array())).isEqualTo(samples);
    }

    @Property
    void samplesDoNotDependOnTheSizeOfTheChunks(@ForAll short[] samples, @ForAll byte cut) {
        ByteBuffer encoded = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        for (short sample : samples) {
            encoded.putShort(sample);
        }
        int first = Math.min(samples.length, cut & 0xff);
        byte[] bytes = encoded.array();

        assertThat(Pcm16.decode(Arrays.copyOf(bytes, 2 * first))).isEqualTo(Arrays.copyOf(samples, first));
        assertThat(Pcm16.decode(Arrays.copyOfRange(bytes, 2 * first, bytes.length)))
                .isEqualTo(Arrays.copyOfRange(samples, first, samples.length));
    }

    @Test
    void aChunkOfOneMinuteIsDecodedCompletely() {
        assertThat(Pcm16.decode(new byte[60 * 32_000])).hasSize(60 * 16_000);
    }

    @Test
    void durationsConvertToSamplesAndBack() {
        assertThat(Pcm16.samples(Duration.ofMillis(20))).isEqualTo(320);
        assertThat(Pcm16.duration(320)).isEqualTo(Duration.ofMillis(20));
    }
}
