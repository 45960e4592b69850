package dev.roomscribe.security.audit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The text of an audit event: a JSON object on one line, in ASCII. Every other character is escaped, so no value can add a
 * line, hide a part of one or change its direction, in any viewer.
 */
final class AuditLine {
    /** Longer than any valid room id. */
    private static final int MAX_CHARACTERS = 300;

    private static final char FIRST_PRINTABLE = ' ';
    private static final char LAST_PRINTABLE = '~';

    private final StringBuilder json = new StringBuilder("{");

    private AuditLine() {}

    static String of(AuditEvent event) {
        AuditLine line = new AuditLine();
        line.add("time", event.time().toString());
        line.add("action", event.action().name().toLowerCase(Locale.ROOT));
        line.add("outcome", event.outcome().name().toLowerCase(Locale.ROOT));
        line.add("actor", event.actor());
        if (event.status() != 0) {
            line.name("status").append(event.status());
        }
        line.add("reason", event.reason());
        line.add("room", event.room());
        line.add("address", event.address());
        line.add("request_id", event.requestId());
        line.add("token_id", event.tokenId());
        return line.json.append('}').toString();
    }

    private void add(String name, @Nullable String value) {
        if (value != null) {
            name(name).append('"');
            int end = Math.min(value.length(), MAX_CHARACTERS);
            value.chars().limit(end).forEach(character -> append((char) character));
            json.append(end < value.length() ? "...\"" : "\"");
        }
    }

    private StringBuilder name(String name) {
        if (json.length() > 1) {
            json.append(',');
        }
        return json.append('"').append(name).append("\":");
    }

    private void append(char character) {
        if (character == '"' || character == '\\') {
            json.append('\\').append(character);
        } else if (character >= FIRST_PRINTABLE && character <= LAST_PRINTABLE) {
            json.append(character);
        } else {
            json.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
        }
    }
}
