package dev.roomscribe.session.agent;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Audio that the agent plays when it joins a room, so that the peers know that they are transcribed: signed 16-bit
 * little-endian mono PCM at 16 kHz, a format that Fishjam accepts.
 */
public final class Announcement {
    static final int SAMPLE_RATE = 16_000;
    private static final int BYTES_PER_SECOND = 2 * SAMPLE_RATE;
    private static final int MAX_SECONDS = 60;

    private final byte[] pcm;

    private Announcement(byte[] pcm) {
        this.pcm = pcm;
    }

    /**
     * Reads a WAV file, or raw samples from a file whose name ends in {@code .pcm} or {@code .raw}.
     *
     * @throws IllegalArgumentException if the file cannot be read, has another format, is empty or is longer than 60 s; the
     *     message says which and what to set
     */
    public static Announcement load(Path file) {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
            String name = file.toString().toLowerCase(Locale.ROOT);
            boolean raw = name.endsWith(".pcm") || name.endsWith(".raw");
            // Reads one sample more than the limit, so that a longer file is detected without being read whole.
            byte[] pcm = raw
                    ? bytes.readNBytes(MAX_SECONDS * BYTES_PER_SECOND + 2)
                    : wav(bytes).readNBytes(MAX_SECONDS * BYTES_PER_SECOND + 2);
            if (pcm.length == 0 || pcm.length % 2 != 0 || pcm.length > MAX_SECONDS * BYTES_PER_SECOND) {
                throw unplayable(file, "it is empty, longer than " + MAX_SECONDS + " s or ends in half a sample");
            }
            return new Announcement(pcm);
        } catch (IOException e) {
            throw unplayable(file, "it cannot be read (" + e.getClass().getSimpleName() + ")");
        } catch (UnsupportedAudioFileException e) {
            throw unplayable(file, "it is not a WAV file");
        }
    }

    private static AudioInputStream wav(InputStream bytes) throws IOException, UnsupportedAudioFileException {
        AudioInputStream audio = AudioSystem.getAudioInputStream(bytes);
        AudioFormat format = audio.getFormat();
        boolean fits = format.getEncoding().equals(AudioFormat.Encoding.PCM_SIGNED)
                && format.getSampleRate() == SAMPLE_RATE
                && format.getChannels() == 1
                && format.getSampleSizeInBits() == 16
                && !format.isBigEndian();
        if (!fits) {
            throw new UnsupportedAudioFileException(format.toString());
        }
        return audio;
    }

    private static IllegalArgumentException unplayable(Path file, String why) {
        return new IllegalArgumentException("The announcement " + file + " cannot be played because " + why
                + ": set roomscribe.announcement to a WAV of 16 kHz, mono, 16 bits, or to a .pcm file of such samples,"
                + " of at most " + MAX_SECONDS + " s.");
    }

    byte[] pcm() {
        return pcm.clone();
    }

    Duration duration() {
        return Duration.ofNanos(pcm.length * 1_000_000_000L / BYTES_PER_SECOND);
    }
}
