package dev.roomscribe.transcript;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One line for each utterance and each gap, by their time. */
final class PlainText {
    private record Line(double at, String text) {}

    private PlainText() {}

    static String render(Meeting meeting) {
        String lines = Stream.concat(
                        meeting.utterances().stream().map(PlainText::spoken),
                        meeting.gaps().stream().map(PlainText::missing))
                .sorted(Comparator.comparingDouble(Line::at))
                .map(line -> "[" + CueTime.ofSeconds(line.at()) + "] " + CueTime.oneLine(line.text()) + "\n")
                .collect(Collectors.joining());
        return meeting.beheaded() ? "(" + Meeting.BEHEADED + ")\n" + lines : lines;
    }

    private static Line spoken(FinalTranscript utterance) {
        return new Line(utterance.start(), utterance.shownSpeaker() + ": " + utterance.transcript());
    }

    private static Line missing(StreamGap gap) {
        String length = gap.to() == null ? "from here on" : String.format(Locale.ROOT, "%.1f s", gap.to() - gap.from());
        return new Line(gap.from(), "(" + length + " missing: " + gap.reason().json() + ")");
    }
}
