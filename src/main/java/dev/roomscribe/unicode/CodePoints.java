package dev.roomscribe.unicode;

/**
 * Kinds of code points. The tables of a JDK know only the characters of its version of Unicode, so the kinds are fixed
 * ranges: a character that is newer than this code counts as an ordinary one.
 */
final class CodePoints {
    static final int ZERO_WIDTH_JOINER = 0x200D;
    static final int BLACK_FLAG = 0x1F3F4;
    static final int CANCEL_TAG = 0xE007F;

    private CodePoints() {}

    /** Returns whether a code point ends a line or controls a terminal. */
    static boolean isControl(int codePoint) {
        return codePoint < 0x20 || isIn(codePoint, 0x7F, 0x9F) || codePoint == 0x2028 || codePoint == 0x2029;
    }

    /** Returns whether a code point is a space of any width that is not zero. */
    static boolean isSpace(int codePoint) {
        return codePoint == 0x20
                || codePoint == 0xA0
                || codePoint == 0x1680
                || isIn(codePoint, 0x2000, 0x200A)
                || codePoint == 0x202F
                || codePoint == 0x205F
                || codePoint == 0x3000;
    }

    /** Returns whether a code point reorders the text around it, or has no width and no effect that a name needs. */
    static boolean isHarmful(int codePoint) {
        return isIn(codePoint, 0x202A, 0x202E) // bidirectional embeddings and overrides
                || isIn(codePoint, 0x2066, 0x206F) // bidirectional isolates and deprecated format characters
                || codePoint == 0x200B // zero-width space
                || codePoint == 0xFEFF // zero-width no-break space
                || isIn(codePoint, 0x2060, 0x2065) // word joiner and invisible operators
                || codePoint == 0x00AD // soft hyphen
                || codePoint == 0x180E // Mongolian vowel separator
                || isIn(codePoint, 0xFFF9, 0xFFFB) // interlinear annotations
                || isIn(codePoint, 0xD800, 0xDFFF); // half a surrogate pair, which no encoding has
    }

    /** Returns whether a code point is a tag, which is invisible except in the flag of a region such as Scotland. */
    static boolean isTag(int codePoint) {
        return codePoint == 0xE0001 || isIn(codePoint, 0xE0020, CANCEL_TAG);
    }

    /** Returns whether a code point is a tag that occurs in flags: a small letter or a digit. */
    static boolean isFlagTag(int codePoint) {
        return isIn(codePoint, 0xE0030, 0xE0039) || isIn(codePoint, 0xE0061, 0xE007A);
    }

    static boolean isRegionalIndicator(int codePoint) {
        return isIn(codePoint, 0x1F1E6, 0x1F1FF);
    }

    /** Returns whether a code point is displayed as nothing if nothing visible precedes or follows it. */
    static boolean isInvisible(int codePoint) {
        return isIn(codePoint, 0x200C, 0x200F) // joiners and marks of direction
                || codePoint == 0x061C
                || codePoint == 0x034F
                || codePoint == 0x115F
                || codePoint == 0x1160
                || codePoint == 0x17B4
                || codePoint == 0x17B5
                || isIn(codePoint, 0x180B, 0x180F)
                || codePoint == 0x2800
                || codePoint == 0x3164
                || codePoint == 0xFFA0
                || isVariationSelector(codePoint);
    }

    /** Returns whether a code point belongs to the character before it. */
    static boolean continuesCharacter(int codePoint) {
        return codePoint == 0x200C
                || codePoint == ZERO_WIDTH_JOINER
                || isVariationSelector(codePoint)
                || isTag(codePoint)
                || isIn(codePoint, 0x1F3FB, 0x1F3FF) // skin tones
                || isIn(codePoint, 0x0300, 0x036F) // combining marks
                || isIn(codePoint, 0x1AB0, 0x1AFF)
                || isIn(codePoint, 0x1DC0, 0x1DFF)
                || isIn(codePoint, 0x20D0, 0x20FF)
                || isIn(codePoint, 0xFE20, 0xFE2F);
    }

    private static boolean isVariationSelector(int codePoint) {
        return isIn(codePoint, 0xFE00, 0xFE0F) || isIn(codePoint, 0xE0100, 0xE01EF);
    }

    private static boolean isIn(int codePoint, int first, int last) {
        return codePoint >= first && codePoint <= last;
    }
}
