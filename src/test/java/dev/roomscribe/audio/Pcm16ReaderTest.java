package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Pcm16ReaderTest {
    private final Pcm16Reader reader = new Pcm16Reader();

    @Test
    void samplesAreSignedAndLittleEndian() {
        assertThat(reader.read(new byte[] {1, 0, (byte) 0xff, 0x7f, 0, (byte) 0x80, (byte) 0xff, (byte) 0xff}))
                .containsExactly((short) 1, Short.MAX_VALUE, Short.MIN_VALUE, (short) -1);
    }

    @Test
    void emptyChunksHoldNothing() {
        assertThat(reader.read(new byte[0])).isEmpty();
    }

    @Test
    void aRestartForgetsTheOddByte() {
        reader.read(new byte[] {5});
        reader.restart();
        assertThat(reader.read(new byte[] {1, 0})).containsExactly((short) 1);
    }

    @Property
    void theSamplesDoNotDependOnHowTheBytesWereCut(
            @ForAll byte[] bytes, @ForAll @Size(max = 40) List<@IntRange(max = 7) Integer> cuts) {
        Pcm16Reader reader = new Pcm16Reader();
        List<Short> read = new ArrayList<>();
        int at = 0;
        for (int cut : cuts) {
            int end = Math.min(bytes.length, at + cut);
            for (short sample : reader.read(Arrays.copyOfRange(bytes, at, end))) {
                read.add(sample);
            }
            at = end;
        }
        for (short sample : reader.read(Arrays.copyOfRange(bytes, at, bytes.length))) {
            read.add(sample);
        }

        ByteBuffer written = ByteBuffer.allocate(2 * read.size()).order(ByteOrder.LITTLE_ENDIAN);
        read.forEach(written::putShort);
        assertThat(written.array()).isEqualTo(Arrays.copyOf(bytes, bytes.length / 2 * 2));
    }

    @Test
    void aHugeChunkIsReadWhole() {
        ByteArrayOutputStream minute = new ByteArrayOutputStream();
        minute.writeBytes(new byte[60 * 32_000]);
        assertThat(reader.read(minute.toByteArray())).hasSize(60 * 16_000);
    }
}
