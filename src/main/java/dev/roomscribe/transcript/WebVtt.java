package dev.roomscribe.transcript;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** WebVTT by the W3C's rules: cues by their start, each in its speaker's voice, gaps as notes. */
final class WebVtt {
    private WebVtt() {}

    static Stream<Supplier<Stream<String>>> parts(Meeting meeting) {
        AtomicInteger number = new AtomicInteger();
        return Stream.of(
                () -> Stream.of(meeting.beheaded() ? "WEBVTT\n" + note(Meeting.BEHEADED) : "WEBVTT\n"),
                () -> meeting.gaps()
                        .map(gap -> note(CueTime.ofSeconds(gap.from()) + " "
                                + gap.reason().json() + ": " + gap.detail())),
                () -> meeting.utterances().map(utterance -> cue(number.incrementAndGet(), utterance)));
    }

    private static String cue(int number, FinalTranscript utterance) {
        return "\n" + number + "\n"
                + CueTime.of(CueTime.millis(utterance.start()), '.') + " --> "
                + CueTime.of(CueTime.endMillis(utterance), '.')
                + "\n<v " + voice(utterance.shownSpeaker()) + ">" + escaped(utterance.transcript()) + "\n";
    }

    /** A note may hold anything but the arrow of a cue. */
    private static String note(String text) {
        return "\nNOTE " + CueTime.oneLine(text).replace("-->", "-- >") + "\n";
    }

    /** A name that ends in two dashes would make the arrow of a cue with the bracket that closes the voice. */
    private static String voice(String name) {
        String escaped = escaped(name);
        return escaped.endsWith("--") ? escaped.substring(0, escaped.length() - 1) + "&#45;" : escaped;
    }

    private static String escaped(String text) {
        return CueTime.oneLine(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
