package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.export.text.ShownText;
import dev.roomscribe.transcript.export.text.Speakers;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Writes one line per utterance and gap, ordered by start. */
final class PlainText {
    private PlainText() {}

    static Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
        Speakers speakers = new Speakers(PlainText::label);
        return Stream.of(
                () -> transcript.isBeginningLost() ? Stream.of("(" + DisplayText.BEGINNING_LOST + ")\n") : Stream.of(),
                () -> transcript.utterancesAndGaps(speakers).flatMap(event -> lines(transcript, speakers, event)));
    }

    /** In a line, the first colon before a space ends the name, and a round bracket after the time begins a notice. */
    static String label(String name) {
        String label = name.replaceAll(":(?=\\s|$)", "：");
        return label.startsWith("(") ? "（" + label.substring(1) : label;
    }

    private static Stream<String> lines(TranscriptView transcript, Speakers speakers, DurableEvent event) {
        if (event instanceof FinalTranscript utterance) {
            ShownText shown = transcript.shown(utterance);
            return shown.isEmpty()
                    ? Stream.empty()
                    : Stream.of(line(utterance.start(), speakers.of(utterance) + ": " + shown.text()));
        }
        StreamGap gap = (StreamGap) event;
        return Stream.of(line(gap.from(), "(" + DisplayText.gap(gap) + ")"));
    }

    private static String line(double at, String text) {
        return "[" + TimeFormat.ofSeconds(at) + "] " + text + "\n";
    }
}
