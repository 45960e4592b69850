package dev.roomscribe.transcript.export.cue;

import java.util.List;

/**
 * Lines of text and the time for which they are shown.
 *
 * @param voice cues with the same voice must not overlap; empty for a notice, which has no speaker
 * @param speaker the name to show; empty for a notice
 * @param fromMs milliseconds from the beginning of the file
 * @param toMs milliseconds from the beginning of the file, later than {@code fromMs}
 * @param lines at least one line, none of them empty
 */
public record Cue(String voice, String speaker, long fromMs, long toMs, List<String> lines) {
    public Cue {
        lines = List.copyOf(lines);
    }

    Cue until(long end) {
        return end == toMs ? this : new Cue(voice, speaker, fromMs, end, lines);
    }

    /** Returns the number of characters to read. */
    int length() {
        return lines.stream()
                .mapToInt(line -> line.codePointCount(0, line.length()))
                .sum();
    }
}
