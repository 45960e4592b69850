package dev.roomscribe.transcript.export.cue;

/**
 * A word and when it was said.
 *
 * @param text without spaces; not empty
 * @param fromMs from the beginning of the file
 * @param toMs from the beginning of the file
 */
public record TimedWord(String text, long fromMs, long toMs) {
    int length() {
        return text.codePointCount(0, text.length());
    }
}
