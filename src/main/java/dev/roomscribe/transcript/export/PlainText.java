package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One line for each utterance and each gap, by their time. */
final class PlainText {
    private PlainText() {}

    static Stream<Supplier<Stream<String>>> parts(TranscriptView meeting) {
        return Stream.of(
                () -> meeting.beheaded() ? Stream.of("(" + TranscriptView.BEHEADED + ")\n") : Stream.of(),
                () -> meeting.utterancesAndGaps()
                        .map(event -> event instanceof FinalTranscript utterance ? spoken(utterance) : missing(event)));
    }

    private static String line(double at, String text) {
        return "[" + CueTime.ofSeconds(at) + "] " + CueTime.oneLine(text) + "\n";
    }

    private static String spoken(FinalTranscript utterance) {
        return line(utterance.start(), utterance.shownSpeaker() + ": " + utterance.transcript());
    }

    private static String missing(DurableEvent event) {
        StreamGap gap = (StreamGap) event;
        return line(gap.from(), "(" + gap.missing() + ")");
    }
}
