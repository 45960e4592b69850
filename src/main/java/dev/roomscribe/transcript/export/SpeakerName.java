package dev.roomscribe.transcript.export;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A speaker's name as the files for people show it. Peers choose their names, so a name must not look like a part of the
 * file: it has one line, no invisible characters, and neither a colon, which ends the name of a speaker in plain text and
 * SubRip, nor a bracket, with which times, notices and tags of all formats begin. Such characters are replaced by others that
 * look similar. JSON contains the name as it is.
 */
final class SpeakerName {
    /** Joins the parts of an emoji, and letters of some scripts; invisible elsewhere. */
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    /** The last letter of the Latin alphabets and the phonetic extensions that never need a joiner. */
    private static final int LAST_LATIN = 0x2FF;
    /** Letters, marks and symbols that are displayed as nothing. */
    private static final Set<Integer> BLANK =
            Set.of(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2800, 0x3164, 0xFFA0);

    private static final String UNKNOWN = "unknown";

    private SpeakerName() {}

    /**
     * Returns the name to show, never empty.
     *
     * @param name null if the peer has none
     * @param peerId shown if the name has no visible character
     */
    static String of(@Nullable String name, String peerId) {
        String shown = name == null ? "" : safe(name);
        if (shown.isEmpty()) {
            shown = safe(peerId);
        }
        return shown.isEmpty() ? UNKNOWN : shown;
    }

    private static String safe(String text) {
        int[] characters = text.codePoints().toArray();
        StringBuilder safe = new StringBuilder();
        for (int index = 0; index < characters.length; index++) {
            int character = characters[index];
            if (isSpace(character)) {
                if (!safe.isEmpty() && safe.charAt(safe.length() - 1) != ' ') {
                    safe.append(' ');
                }
            } else if (isVisible(character) || isJoiner(characters, index)) {
                safe.appendCodePoint(lookAlike(character, safe.isEmpty()));
            }
        }
        return safe.toString().strip();
    }

    private static boolean isSpace(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> !BLANK.contains(character);
        };
    }

    private static boolean isJoiner(int[] characters, int index) {
        return characters[index] == ZERO_WIDTH_JOINER
                && index > 0
                && index + 1 < characters.length
                && isJoined(characters[index - 1])
                && isJoined(characters[index + 1]);
    }

    private static boolean isJoined(int character) {
        return character > LAST_LATIN && isVisible(character);
    }

    private static int lookAlike(int character, boolean first) {
        return switch (character) {
            case ':' -> '：';
            case '[' -> '［';
            case ']' -> '］';
            case '{' -> '｛';
            case '}' -> '｝';
            case '<' -> '‹';
            case '>' -> '›';
            case '\\' -> '＼';
            // A notice of plain text begins with this bracket; within a name it is common.
            case '(' -> first ? '（' : character;
            default -> character;
        };
    }
}
