package dev.roomscribe.transcript.export;

import java.util.Locale;

/** Formats times as subtitle files and plain text contain them. */
final class TimeFormat {
    private TimeFormat() {}

    /** Returns {@code 00:13:32.340}; 100 hours and more have more digits. A time before the beginning is 0. */
    static String ofMillis(long time, char decimalSeparator) {
        long millis = Math.max(0, time);
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d%c%03d",
                millis / 3_600_000,
                millis / 60_000 % 60,
                millis / 1000 % 60,
                decimalSeparator,
                millis % 1000);
    }

    /** Returns {@code 00:13:32}. A time before the beginning is 0. */
    static String ofSeconds(double seconds) {
        long whole = Math.max(0, (long) seconds);
        return String.format(Locale.ROOT, "%02d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
