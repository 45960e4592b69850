package dev.roomscribe.api;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request that may be malformed in any way.
 *
 * @param bytes all of it
 * @param method as it is sent
 * @param room the room that its path names when it is read literally; {@link #NO_ROOM} if the segment is not valid; null if
 *     the path is none of a room, or is not known
 * @param complete whether the bytes are a whole request, so that the service must answer
 */
@SuppressWarnings("ArrayRecordComponent")
record FuzzedRequest(byte[] bytes, String method, @Nullable String room, boolean complete) {
    static final String NO_ROOM = "";

    /** Returns the bytes as a Java text, with escapes for all that cannot be seen. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (char c : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
            if (c == '\r') {
                text.append("\\r");
            } else if (c == '\n') {
                text.append("\\n");
            } else if (c < ' ' || c > '~') {
                text.append("\\u%04x".formatted((int) c));
            } else {
                text.append(c);
            }
            if (text.length() > 1_500) {
                return text + " … (" + bytes.length + " bytes)";
            }
        }
        return text.toString();
    }
}
