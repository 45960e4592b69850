package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Writes one line per utterance and gap, ordered by start. */
final class PlainText {
    private PlainText() {}

    static Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
        return Stream.of(
                () -> transcript.isBeginningLost() ? Stream.of("(" + DisplayText.BEGINNING_LOST + ")\n") : Stream.of(),
                () -> transcript
                        .utterancesAndGaps()
                        .map(event -> event instanceof FinalTranscript utterance ? utterance(utterance) : gap(event)));
    }

    private static String line(double at, String text) {
        return "[" + TimeFormat.ofSeconds(at) + "] " + DisplayText.oneLine(text) + "\n";
    }

    private static String utterance(FinalTranscript utterance) {
        return line(utterance.start(), DisplayText.speaker(utterance) + ": " + utterance.transcript());
    }

    private static String gap(DurableEvent event) {
        StreamGap gap = (StreamGap) event;
        return line(gap.from(), "(" + DisplayText.gap(gap) + ")");
    }
}
