package dev.roomscribe.recognition;

import java.time.Duration;

/** The audio format that recognition accepts: 16 kHz, one channel, signed 16-bit samples. Converts samples to time. */
public final class AudioFormat {
    /** Samples per second. */
    public static final int SAMPLE_RATE = 16_000;

    /** Exactly 62,500 ns, so that sample counts convert to nanoseconds without rounding. */
    public static final long NANOS_PER_SAMPLE = 1_000_000_000L / SAMPLE_RATE;

    private AudioFormat() {}

    /** Returns how many samples {@code duration} contains, counting whole milliseconds. */
    public static long samples(Duration duration) {
        return duration.toMillis() * (SAMPLE_RATE / 1000);
    }

    /** Returns the duration of {@code samples}. */
    public static Duration duration(long samples) {
        return Duration.ofNanos(samples * NANOS_PER_SAMPLE);
    }
}
