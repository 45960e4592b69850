package dev.roomscribe.recognition;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** The recordings of the demo room. */
public final class Recordings {
    private static final int WAV_HEADER = 44;

    private Recordings() {}

    /** Returns the samples of a speaker, 16 kHz mono. */
    public static short[] demo(String speaker) {
        try (InputStream wav =
                Objects.requireNonNull(Recordings.class.getResourceAsStream("/demo-room/" + speaker + ".wav"))) {
            wav.skipNBytes(WAV_HEADER);
            byte[] bytes = wav.readAllBytes();
            short[] samples = new short[bytes.length / 2];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asShortBuffer()
                    .get(samples);
            return samples;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
