package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.StreamGap;
import java.util.Locale;

/** The text that people read for an event. */
final class DisplayText {
    /** Shown where the log no longer stores the start of a session. */
    static final String BEGINNING_LOST = "The beginning is no longer kept.";

    private DisplayText() {}

    /** Returns what is missing and why, such as {@code 1.5 s missing: recognition was too far behind}. */
    static String gap(StreamGap gap) {
        if (gap.reason() == GapReason.NOT_TRANSCRIBED && gap.to() != null) {
            return "not transcribed for " + duration(gap.to() - gap.from());
        }
        if (gap.reason() == GapReason.PAUSED && gap.to() != null) {
            return "off the record for " + duration(gap.to() - gap.from());
        }
        String length = gap.to() == null ? "from here on" : duration(gap.to() - gap.from());
        return length + " missing: " + reason(gap.reason());
    }

    private static String reason(GapReason reason) {
        return switch (reason) {
            case OVERLOAD -> "recognition was too far behind";
            case TOO_MANY_TRACKS -> "there were too many audio tracks";
            case DECODER_FAILED -> "recognition failed and was restarted";
            case UNKNOWN_PEER -> "the speaker could not be identified";
            case CONNECTION_LOST -> "the connection to the room was lost";
            case SERVICE_CRASHED -> "the service ended without warning";
            case SERVICE_RESTARTED -> "the service was restarted";
            case SESSION_ENDED -> "the session ended before this was recognized";
            case PAUSED -> "the transcription was paused";
            case NOT_TRANSCRIBED -> "no session was running";
            case UNACCOUNTED -> "the service cannot account for this audio";
            case LOST_EVENTS -> "the transcript could not be stored or read";
            case EXPIRED_ID, UNKNOWN_ID, SLOW_SUBSCRIBER -> reason.json().replace('_', ' ');
        };
    }

    /** Returns {@code 1.5 s}, {@code 2 min 5 s} or {@code 3 h 20 min}. */
    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole / 60 % 60 + " min";
    }
}
