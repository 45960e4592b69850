package dev.roomscribe.fishjam.embedded.media;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** Speech in memory: signed 16-bit little-endian PCM, mono, 16 kHz. Immutable. */
public final class Recording {
    /** The sample rate of recordings, and of all audio inside the embedded Fishjam, in Hz. */
    public static final int SAMPLE_RATE = 16_000;

    static final int BYTES_PER_SECOND = 2 * SAMPLE_RATE;

    private final byte[] pcm;

    private Recording(byte[] pcm) {
        if (pcm.length == 0 || pcm.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "a recording needs whole 16-bit samples, at least one, but has " + pcm.length + " bytes");
        }
        this.pcm = pcm;
    }

    /** Returns a recording of these samples; the array is copied. */
    public static Recording pcm(byte[] samples) {
        return new Recording(requireNonNull(samples, "samples is null").clone());
    }

    /**
     * Reads a WAV file to its end. The caller closes the stream.
     *
     * @throws IllegalArgumentException if it is not 16 kHz mono 16-bit PCM; there is no conversion
     */
    public static Recording wav(InputStream file) throws IOException {
        // AudioSystem needs mark and reset, which not every stream supports.
        try (AudioInputStream audio = AudioSystem.getAudioInputStream(new BufferedInputStream(file))) {
            AudioFormat format = audio.getFormat();
            boolean fits = format.getEncoding().equals(AudioFormat.Encoding.PCM_SIGNED)
                    && format.getSampleRate() == SAMPLE_RATE
                    && format.getChannels() == 1
                    && format.getSampleSizeInBits() == 16
                    && !format.isBigEndian();
            if (!fits) {
                throw new IllegalArgumentException("a recording must be 16 kHz mono 16-bit PCM, but is " + format);
            }
            return new Recording(audio.readAllBytes());
        } catch (UnsupportedAudioFileException e) {
            throw new IllegalArgumentException("a recording must be a WAV file", e);
        }
    }

    public Duration duration() {
        return Duration.ofNanos(pcm.length * 1_000_000_000L / BYTES_PER_SECOND);
    }

    int bytes() {
        return pcm.length;
    }

    /**
     * Fills a chunk with the recording from byte {@code from} on; after the end, silence follows or the recording
     * starts again.
     */
    void read(long from, byte[] chunk, boolean looping) {
        for (int filled = 0; filled < chunk.length; ) {
            long position = from + filled;
            if (!looping && position >= pcm.length) {
                return;
            }
            int at = (int) (position % pcm.length);
            int length = Math.min(chunk.length - filled, pcm.length - at);
            System.arraycopy(pcm, at, chunk, filled, length);
            filled += length;
        }
    }
}
