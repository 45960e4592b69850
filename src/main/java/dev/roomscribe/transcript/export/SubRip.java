package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.export.cue.Cue;
import dev.roomscribe.transcript.export.text.Speakers;
import dev.roomscribe.unicode.SafeName;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes SubRip: numbered cues with the speaker before the text. Lines end with CRLF, which the original tool wrote and
 * every player reads. ffmpeg rejects a file without a cue, so a transcript without one has a notice.
 */
final class SubRip {
    private static final String CRLF = "\r\n";
    /** Half a line, so that the other half is left for the text. */
    private static final int MAX_NAME_LENGTH = 20;

    /** The beginning of what may be a reference to a character. */
    private static final Pattern REFERENCE = Pattern.compile("&(?=#?[A-Za-z0-9]+;)");

    private static final Cue EMPTY = new Cue("", "", 0, 2_000, List.of("[Nothing was said.]"));

    private SubRip() {}

    static Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
        return Stream.of(() -> {
            AtomicInteger number = new AtomicInteger();
            Iterator<Cue> cues = CueText.cues(transcript, new Speakers(SubRip::label), speaker -> speaker + ": ");
            return (cues.hasNext() ? TranscriptView.stream(cues) : Stream.of(EMPTY))
                    .map(cue -> block(number.incrementAndGet(), cue));
        });
    }

    /** The first colon before a space ends the name, and a square bracket at its beginning would begin a notice. */
    static String label(String name) {
        String label = name.replaceAll("\\s+", " ").replaceAll(":(?=\\s|$)", "：");
        label = label.startsWith("[") ? "［" + label.substring(1) : label;
        int length = label.codePointCount(0, label.length());
        return plain(
                length <= MAX_NAME_LENGTH
                        ? label
                        : SafeName.cut(label, label.offsetByCodePoints(0, MAX_NAME_LENGTH - 1)) + "…");
    }

    private static String block(int number, Cue cue) {
        return number + CRLF + TimeFormat.ofMillis(cue.fromMs(), ',') + " --> " + TimeFormat.ofMillis(cue.toMs(), ',')
                + CRLF + plain(String.join(CRLF, cue.lines())) + CRLF + CRLF;
    }

    /**
     * Players read angle brackets as markup, the arrow as the times of a cue, and curly brackets and backslashes as
     * instructions where to show it; some read references to characters. The format has no escapes.
     */
    private static String plain(String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll("＆")
                .replace('<', '‹')
                .replace('>', '›')
                .replace('{', '｛')
                .replace('}', '｝')
                .replace('\\', '＼');
    }
}
