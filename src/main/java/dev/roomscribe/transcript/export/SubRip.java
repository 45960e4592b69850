package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.export.cue.Cue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Writes SubRip: numbered cues with the speaker before the text. Lines end with CRLF, which the original tool wrote and
 * every player reads.
 */
final class SubRip {
    private static final String CRLF = "\r\n";
    /** Half a line, so that the other half is left for the text. */
    private static final int MAX_NAME_LENGTH = 20;

    private SubRip() {}

    static Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
        AtomicInteger number = new AtomicInteger();
        return Stream.of(() -> TranscriptView.stream(CueText.cues(transcript, SubRip::label))
                .map(cue -> block(number.incrementAndGet(), cue)));
    }

    private static String label(String speaker) {
        int length = speaker.codePointCount(0, speaker.length());
        return length <= MAX_NAME_LENGTH
                ? speaker + ": "
                : speaker.substring(0, speaker.offsetByCodePoints(0, MAX_NAME_LENGTH - 1))
                                .strip() + "…: ";
    }

    private static String block(int number, Cue cue) {
        return number + CRLF + TimeFormat.ofMillis(cue.fromMs(), ',') + " --> " + TimeFormat.ofMillis(cue.toMs(), ',')
                + CRLF + plain(String.join(CRLF, cue.lines())) + CRLF + CRLF;
    }

    /**
     * Players read angle brackets as markup, the arrow as the times of a cue, and curly brackets and backslashes as
     * instructions where to show it; the format has no escapes.
     */
    private static String plain(String text) {
        return text.replace('<', '‹')
                .replace('>', '›')
                .replace('{', '｛')
                .replace('}', '｝')
                .replace('\\', '＼');
    }
}
