package dev.roomscribe.app.log;

import java.util.Locale;

/**
 * Text in which every character is visible and none moves to another line: control and format characters, all separators
 * but the space U+0020, unpaired surrogates, and characters without a meaning are written as escapes.
 */
final class VisibleText {
    /** Far more than the longest message of the service, and little enough that a few do not fill a disk. */
    static final int MAX_LENGTH = 16_384;

    private VisibleText() {}

    /** Returns the text on one line, with escapes such as {@code \n} and {@code \u202e}, shortened to 16384 characters. */
    static String of(String text) {
        int length = Math.min(text.length(), MAX_LENGTH);
        int index = 0;
        while (index < length && !isHidden(text.codePointAt(index))) {
            index += Character.charCount(text.codePointAt(index));
        }
        if (index >= text.length()) {
            return text;
        }
        StringBuilder visible = new StringBuilder(length + 16).append(text, 0, index);
        while (index < length) {
            int character = text.codePointAt(index);
            if (isHidden(character)) {
                appendEscape(visible, character);
            } else {
                visible.appendCodePoint(character);
            }
            index += Character.charCount(character);
        }
        return index >= text.length() ? visible.toString() : visible + "… (" + text.length() + " characters)";
    }

    private static boolean isHidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            // Others look like it, or are wider than a line.
            case Character.SPACE_SEPARATOR -> character != ' ';
            default -> false;
        };
    }

    private static void appendEscape(StringBuilder visible, int character) {
        switch (character) {
            case '\n' -> visible.append("\\n");
            case '\r' -> visible.append("\\r");
            case '\t' -> visible.append("\\t");
            default -> {
                for (char unit : Character.toChars(character)) {
                    visible.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        }
    }
}
