package dev.roomscribe.audio;

import java.time.Duration;

/** The one audio format of the service: signed 16-bit little-endian PCM, one channel, 16 kHz. */
public final class Pcm16 {
    /** Samples per second. */
    public static final int RATE = 16_000;

    /** Exactly 62,500 ns, so that sample counts convert to nanoseconds without rounding. */
    public static final long NANOS_PER_SAMPLE = 1_000_000_000L / RATE;

    private Pcm16() {}

    /**
     * Returns the samples that {@code bytes} contain.
     *
     * @throws IllegalArgumentException if the number of bytes is odd
     */
    public static short[] decode(byte[] bytes) {
        if (bytes.length % 2 != 0) {
            throw new IllegalArgumentException("16-bit samples cannot have an odd number of bytes: " + bytes.length);
        }
        short[] samples = new short[bytes.length / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) ((bytes[2 * i] & 0xff) | (bytes[2 * i + 1] << 8));
        }
        return samples;
    }

    /** Returns how many whole samples {@code duration} contains. */
    public static long samples(Duration duration) {
        return duration.toNanos() / NANOS_PER_SAMPLE;
    }

    /** Returns the duration of {@code samples}. */
    public static Duration duration(long samples) {
        return Duration.ofNanos(samples * NANOS_PER_SAMPLE);
    }
}
