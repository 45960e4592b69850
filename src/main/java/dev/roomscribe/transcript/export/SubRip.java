package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.export.cue.Cue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * SubRip: numbered cues with the speaker before the text. Lines end with CRLF, which the format's first tool wrote and
 * every player since reads.
 */
final class SubRip {
    private static final String END = "\r\n";
    /** Half a line: the rest is for what is said. */
    private static final int LONGEST_NAME = 20;

    private SubRip() {}

    static Stream<Supplier<Stream<String>>> parts(TranscriptView meeting) {
        AtomicInteger number = new AtomicInteger();
        return Stream.of(() -> TranscriptView.stream(CueText.cues(meeting, SubRip::label))
                .map(cue -> block(number.incrementAndGet(), cue)));
    }

    private static String label(String speaker) {
        int length = speaker.codePointCount(0, speaker.length());
        return length <= LONGEST_NAME
                ? speaker + ": "
                : speaker.substring(0, speaker.offsetByCodePoints(0, LONGEST_NAME - 1))
                                .strip() + "…: ";
    }

    private static String block(int number, Cue cue) {
        return number + END + CueTime.of(cue.fromMs(), ',') + " --> " + CueTime.of(cue.toMs(), ',') + END
                + plain(String.join(END, cue.lines())) + END + END;
    }

    /** Players take angle brackets for markup and the arrow for a cue, and there is no way to escape either. */
    private static String plain(String text) {
        return text.replace('<', '‹').replace('>', '›');
    }
}
