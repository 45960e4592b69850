package dev.roomscribe.unicode;

import static java.util.Objects.requireNonNull;

import java.text.Normalizer;

/**
 * A name without the characters that harm the text around it. Controls and line separators become a space. Characters that
 * reorder text, that have no width, or that are tags outside of a flag are removed. All other characters stay: joiners,
 * flags, marks of direction, private characters, and characters that Unicode does not define yet.
 */
public final class SafeName {
    /** The region and its part, such as {@code gbsct}, have at least three characters and at most six. */
    private static final int MIN_FLAG_TAGS = 3;

    private static final int MAX_FLAG_TAGS = 6;

    private SafeName() {}

    /** Returns a name without harmful characters and without spaces at its ends; empty if nothing of it is visible. */
    public static String of(String name) {
        int[] characters = requireNonNull(name, "name is null").codePoints().toArray();
        StringBuilder safe = new StringBuilder();
        int index = 0;
        while (index < characters.length) {
            int character = characters[index];
            int flagEnd = flagEnd(characters, index);
            if (flagEnd > index) {
                safe.append(new String(characters, index, flagEnd - index));
                index = flagEnd;
            } else if (CodePoints.isControl(character) || CodePoints.isSpace(character)) {
                int end = spaceEnd(characters, index);
                appendSpaces(safe, characters, index, end);
                index = end;
            } else {
                if (!CodePoints.isHarmful(character) && !CodePoints.isTag(character)) {
                    safe.appendCodePoint(character);
                }
                index++;
            }
        }
        return withoutSpacesAtEnds(safe.toString());
    }

    /** Returns whether a name shows nothing: it has only spaces and invisible characters. */
    public static boolean isBlank(String name) {
        return name.codePoints()
                .allMatch(character -> CodePoints.isControl(character)
                        || CodePoints.isSpace(character)
                        || CodePoints.isHarmful(character)
                        || CodePoints.isTag(character)
                        || CodePoints.isInvisible(character));
    }

    /** Returns a text that is equal for names that look the same because they differ in invisible characters only. */
    public static String appearance(String name) {
        StringBuilder visible = new StringBuilder();
        name.codePoints()
                .filter(character -> !CodePoints.isInvisible(character))
                .map(character -> CodePoints.isSpace(character) ? ' ' : character)
                .forEach(visible::appendCodePoint);
        return Normalizer.normalize(visible.toString().replaceAll(" +", " ").strip(), Normalizer.Form.NFC);
    }

    /**
     * Returns the beginning of a name. Characters that consist of several code points, such as an emoji of a family, are not
     * divided, unless the first one is too long.
     *
     * @param maxLength the maximum number of UTF-16 code units, at least 2
     */
    public static String cut(String name, int maxLength) {
        if (name.length() <= maxLength) {
            return name;
        }
        int longest = Character.isHighSurrogate(name.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
        int end = longest;
        while (end > 0 && !isBoundary(name, end)) {
            end = name.offsetByCodePoints(end, -1);
        }
        return withoutSpacesAtEnds(name.substring(0, end > 0 ? end : longest));
    }

    private static boolean isBoundary(String name, int index) {
        int next = name.codePointAt(index);
        int previous = name.codePointBefore(index);
        if (CodePoints.continuesCharacter(next) || previous == CodePoints.ZERO_WIDTH_JOINER) {
            return false;
        }
        return !CodePoints.isRegionalIndicator(next) || indicatorsBefore(name, index) % 2 == 0;
    }

    private static int indicatorsBefore(String name, int index) {
        int count = 0;
        int at = index;
        while (at > 0 && CodePoints.isRegionalIndicator(name.codePointBefore(at))) {
            at = name.offsetByCodePoints(at, -1);
            count++;
        }
        return count;
    }

    /** Returns the end of the flag with tags that begins at an index; the index if there is none. */
    private static int flagEnd(int[] characters, int index) {
        if (characters[index] != CodePoints.BLACK_FLAG) {
            return index;
        }
        int end = index + 1;
        while (end < characters.length && CodePoints.isFlagTag(characters[end])) {
            end++;
        }
        int tags = end - index - 1;
        boolean isFlag = tags >= MIN_FLAG_TAGS
                && tags <= MAX_FLAG_TAGS
                && end < characters.length
                && characters[end] == CodePoints.CANCEL_TAG;
        return isFlag ? end + 1 : index;
    }

    private static int spaceEnd(int[] characters, int index) {
        int end = index;
        while (end < characters.length
                && (CodePoints.isControl(characters[end]) || CodePoints.isSpace(characters[end]))) {
            end++;
        }
        return end;
    }

    /** Spaces stay as they are, unless there is a control character among them. */
    private static void appendSpaces(StringBuilder safe, int[] characters, int from, int to) {
        for (int index = from; index < to; index++) {
            if (CodePoints.isControl(characters[index])) {
                safe.append(' ');
                return;
            }
        }
        safe.append(new String(characters, from, to - from));
    }

    private static String withoutSpacesAtEnds(String name) {
        int begin = 0;
        int end = name.length();
        // Every space is one UTF-16 code unit.
        while (begin < end && CodePoints.isSpace(name.charAt(begin))) {
            begin++;
        }
        while (end > begin && CodePoints.isSpace(name.charAt(end - 1))) {
            end--;
        }
        String inner = name.substring(begin, end);
        return isBlank(inner) ? "" : inner;
    }
}
