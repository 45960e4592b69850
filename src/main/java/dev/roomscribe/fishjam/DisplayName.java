package dev.roomscribe.fishjam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a name for a peer in metadata that anybody may have written. */
final class DisplayName {
    private static final int MAX_LENGTH = 80;

    private DisplayName() {}

    static Optional<String> in(JsonNode metadata) {
        // What the creator said comes first: a client must not be able to speak under another's name.
        return Stream.of("/server/name", "/server/displayName", "/peer/name", "/peer/displayName")
                .map(metadata::at)
                .filter(JsonNode::isTextual)
                .map(node -> clean(node.textValue()))
                .filter(name -> !name.isEmpty())
                .findFirst();
    }

    private static String clean(String raw) {
        StringBuilder name = new StringBuilder();
        // Looks at a bounded part only, however long the text.
        raw.codePoints().limit(8L * MAX_LENGTH).filter(DisplayName::harmless).forEach(name::appendCodePoint);
        String stripped = name.toString().strip();
        if (stripped.length() <= MAX_LENGTH) {
            return stripped;
        }
        int end = Character.isHighSurrogate(stripped.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return stripped.substring(0, end).strip();
    }

    private static boolean harmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            // The joiner holds emoji of several parts together; the rest can turn the text around or hide it.
            case Character.FORMAT -> codePoint == 0x200D;
            default -> true;
        };
    }
}
