package dev.roomscribe.audio;

import java.time.Duration;

/** The one audio format of the service: signed 16-bit little-endian mono at 16 kHz. */
public final class Pcm16 {
    /** Samples a second. */
    public static final int RATE = 16_000;

    /** Exactly 62 500 ns, so that sample counts convert to nanoseconds without rounding. */
    public static final long NANOS_PER_SAMPLE = 1_000_000_000L / RATE;

    private Pcm16() {}

    /** Returns how many whole samples {@code duration} holds. */
    public static long samples(Duration duration) {
        return duration.toNanos() / NANOS_PER_SAMPLE;
    }

    /** Returns how long {@code samples} sound. */
    public static Duration duration(long samples) {
        return Duration.ofNanos(samples * NANOS_PER_SAMPLE);
    }
}
