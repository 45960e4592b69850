package dev.roomscribe.simulation.sound;

import java.time.Duration;

/** Converts between samples of 16 kHz and time. */
public final class AudioSamples {
    public static final int PER_SECOND = 16_000;
    private static final long NANOS = 62_500;

    private AudioSamples() {}

    public static long nanos(long samples) {
        return samples * NANOS;
    }

    public static long of(Duration duration) {
        return duration.toNanos() / NANOS;
    }
}
