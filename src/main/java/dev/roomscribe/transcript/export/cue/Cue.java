package dev.roomscribe.transcript.export.cue;

import java.util.List;

/**
 * Some lines of text and how long to show them.
 *
 * @param voice tells apart whose cues must not overlap; empty if nobody said it
 * @param speaker the name to show; empty if nobody said it
 * @param fromMs from the beginning of the file
 * @param toMs later than that
 * @param lines not empty, and none of them is
 */
public record Cue(String voice, String speaker, long fromMs, long toMs, List<String> lines) {
    public Cue {
        lines = List.copyOf(lines);
    }

    Cue until(long end) {
        return end == toMs ? this : new Cue(voice, speaker, fromMs, end, lines);
    }

    /** Returns how many characters there are to read. */
    int length() {
        return lines.stream()
                .mapToInt(line -> line.codePointCount(0, line.length()))
                .sum();
    }
}
