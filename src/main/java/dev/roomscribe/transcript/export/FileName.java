package dev.roomscribe.transcript.export;

import dev.roomscribe.unicode.SafeName;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The name of a transcript file: the room, the start of the first session in UTC, and the suffix, such as
 * {@code demo_2026-09-10T10-01-22Z.vtt}. Characters that a file system may reject are replaced by underscores.
 */
final class FileName {
    /** With three bytes each, a file system that allows 255 bytes has room for the rest. */
    private static final int MAX_ROOM_LENGTH = 60;

    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String name;

    private FileName(String name) {
        this.name = name;
    }

    static FileName of(TranscriptView transcript, String suffix) {
        String room = SafeName.cut(SafeName.of(transcript.roomId()), MAX_ROOM_LENGTH)
                .replaceAll("[\\\\/:*?\"<>|%]", "_")
                // A dot hides a file, and a dash begins an option.
                .replaceFirst("^[.~-]", "_");
        String start = transcript.spans().isEmpty()
                ? "transcript"
                : START.format(transcript.spans().get(0).begin());
        return new FileName(room + "_" + start + "." + suffix);
    }

    /**
     * Returns the value of {@code Content-Disposition} (RFC 6266): the name in ASCII for old clients, and the whole name as
     * RFC 8187 encodes it.
     *
     * @param type {@code attachment} or {@code inline}
     */
    String disposition(String type) {
        return type + "; filename=\"" + name.replaceAll("[^A-Za-z0-9._ ()@+,=-]", "_") + "\"; filename*=UTF-8''"
                + encoded();
    }

    private String encoded() {
        StringBuilder encoded = new StringBuilder();
        for (byte value : name.getBytes(StandardCharsets.UTF_8)) {
            int unsigned = value & 0xFF;
            if (isAttributeCharacter(unsigned)) {
                encoded.append((char) unsigned);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", unsigned));
            }
        }
        return encoded.toString();
    }

    private static boolean isAttributeCharacter(int value) {
        return value < 0x80 && (Character.isLetterOrDigit(value) || "!#$&+-.^_`|~".indexOf(value) >= 0);
    }
}
