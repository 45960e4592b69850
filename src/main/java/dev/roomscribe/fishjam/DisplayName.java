package dev.roomscribe.fishjam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a peer's display name in untrusted metadata. */
final class DisplayName {
    private static final int MAX_LENGTH = 80;

    private DisplayName() {}

    static Optional<String> in(JsonNode metadata) {
        // The server's part comes first, so that a client cannot take another peer's name.
        return Stream.of("/server/name", "/server/displayName", "/peer/name", "/peer/displayName")
                .map(metadata::at)
                .filter(JsonNode::isTextual)
                .map(node -> clean(node.textValue()))
                .filter(name -> !name.isEmpty())
                .findFirst();
    }

    private static String clean(String raw) {
        StringBuilder name = new StringBuilder();
        // Bounds the work for a text of any length.
        raw.codePoints()
                .limit(8L * MAX_LENGTH)
                .filter(DisplayName::isDisplayable)
                .forEach(name::appendCodePoint);
        String stripped = name.toString().strip();
        if (stripped.length() <= MAX_LENGTH) {
            return stripped;
        }
        int end = Character.isHighSurrogate(stripped.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return stripped.substring(0, end).strip();
    }

    private static boolean isDisplayable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            // U+200D joins the parts of an emoji; other format characters can reverse or hide text.
            case Character.FORMAT -> codePoint == 0x200D;
            default -> true;
        };
    }
}
