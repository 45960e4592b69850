package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import java.util.Locale;

/** The text that people read for an event. */
final class DisplayText {
    /** Shown where the log no longer stores the start of a session. */
    static final String BEGINNING_LOST = "The beginning is no longer kept.";

    private DisplayText() {}

    /** Returns the speaker's name, or the peer id if the peer has no name. */
    static String speaker(FinalTranscript utterance) {
        String speaker = utterance.speaker();
        return speaker == null || oneLine(speaker).isEmpty() ? utterance.peerId() : speaker;
    }

    /** Returns what is missing, such as {@code 1.5 s missing: overload}. */
    static String gap(StreamGap gap) {
        String length = gap.to() == null ? "from here on" : String.format(Locale.ROOT, "%.1f s", gap.to() - gap.from());
        return length + " missing: " + gap.reason().json().replace('_', ' ');
    }

    /** Replaces control characters and line separators, which could end a line or a cue or control a terminal. */
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ").strip();
    }
}
