package dev.roomscribe.transcript.export;

import java.util.Locale;

/** Times as subtitle files write them. */
public final class CueTime {
    private CueTime() {}

    static long millis(double seconds) {
        return Math.round(seconds * 1000);
    }

    /** Returns {@code 00:13:32.340}; more hours take more digits. */
    static String of(long millis, char point) {
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d%c%03d",
                millis / 3_600_000,
                millis / 60_000 % 60,
                millis / 1000 % 60,
                point,
                millis % 1000);
    }

    /** Returns {@code 00:13:32}. */
    static String ofSeconds(double seconds) {
        long whole = (long) seconds;
        return String.format(Locale.ROOT, "%02d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** Returns a text without line breaks and whatever else would end a line, a cue or a terminal's temper. */
    public static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ").strip();
    }
}
