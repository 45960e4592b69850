package dev.roomscribe.transcript.export.cue;

/**
 * A word and the time at which it was said.
 *
 * @param text not empty, without spaces
 * @param fromMs milliseconds from the beginning of the file
 * @param toMs milliseconds from the beginning of the file
 */
public record TimedWord(String text, long fromMs, long toMs) {
    int length() {
        return text.codePointCount(0, text.length());
    }
}
