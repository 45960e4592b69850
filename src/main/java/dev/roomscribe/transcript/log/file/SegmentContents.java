package dev.roomscribe.transcript.log.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.log.LogEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands in one file of a room's log. It is text, a line for each event:
 *
 * <pre>
 * 5d41402a segment 1790000000000 {"version":1,"room_id":"r1","epoch":1790000000000,"follows":0}
 * 7b2c9e11 1790000000000-1 1790000000120 {"type":"session.started","id":"1790000000000-1",…}
 * 1c8bfa20 closed 1790000009000 {}
 * </pre>
 *
 * that is, the CRC-32C of the rest of the line, what it is, when it was written, and JSON, that of an event being what
 * subscribers get. A line that is damaged spoils no other, as JSON has no line breaks in it.
 *
 * @param header absent if it is damaged
 * @param entries those after the position that was asked for
 * @param length the bytes up to the end of the last whole line; what comes after was not written to its end
 * @param last the sequence of the last event that there was, readable or not
 * @param closed whether everything was on the disk when the file was closed
 */
record SegmentContents(@Nullable Header header, List<LogEntry> entries, int length, long last, boolean closed) {
    private static final int CRC_CHARS = 8;
    private static final String HEADER = "segment";
    private static final String TRAILER = "closed";
    private static final int VERSION = 1;

    /**
     * What a file begins with.
     *
     * @param follows the position of the event before the first one here
     * @param session the start of the session that ran then
     */
    record Header(long epoch, long follows, @Nullable LogEntry session) {
        byte[] line(String roomId, Instant at) {
            ObjectNode json = EventJson.MAPPER
                    .createObjectNode()
                    .put("version", VERSION)
                    .put("room_id", roomId)
                    .put("epoch", epoch)
                    .put("follows", follows);
            if (session != null) {
                json.putRawValue("session", new RawValue(session.json()));
            }
            return SegmentContents.line(HEADER, at, EventJson.write(json));
        }
    }

    static byte[] line(LogEntry entry) {
        return line(entry.id().toString(), entry.appendedAt(), entry.json());
    }

    static byte[] trailer(Instant at) {
        return line(TRAILER, at, "{}");
    }

    private static byte[] line(String what, Instant at, String json) {
        byte[] line =
                ("00000000 " + what + " " + at.toEpochMilli() + " " + json + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] crc = String.format(Locale.ROOT, "%08x", crc(line, CRC_CHARS + 1, line.length - 1))
                .getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(crc, 0, line, 0, CRC_CHARS);
        return line;
    }

    private static long crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return crc.getValue();
    }

    /**
     * Reads a file.
     *
     * @param first the sequence in the file's name
     * @param after the sequence after which events are wanted
     */
    static SegmentContents read(Path file, long first, long after) throws IOException {
        return new Parser(Files.readAllBytes(file), first, after).parse();
    }

    private static final class Parser {
        private final byte[] bytes;
        private final long first;
        private final long after;
        private final List<LogEntry> entries = new ArrayList<>();
        private @Nullable Header header;
        private long last;
        private boolean closed;

        Parser(byte[] bytes, long first, long after) {
            this.bytes = bytes;
            this.first = first;
            this.after = after;
            last = first - 1;
        }

        SegmentContents parse() {
            int from = 0;
            for (int at = 0; at < bytes.length; at++) {
                if (bytes[at] == '\n') {
                    if (!line(from, at) && from > 0) {
                        // It was an event, most likely; that it is missing must show.
                        last++;
                    }
                    from = at + 1;
                }
            }
            return new SegmentContents(header, entries, from, last, closed);
        }

        /** Takes a line in; returns whether it is one. */
        private boolean line(int from, int to) {
            int start = from + CRC_CHARS + 1;
            int what = indexOfSpace(start, to);
            int time = indexOfSpace(what + 1, to);
            if (start > to || what >= to || time >= to || !isSound(from, start, to)) {
                return false;
            }
            String key = ascii(start, what);
            Instant at = Instant.ofEpochMilli(Long.parseLong(ascii(what + 1, time)));
            if (key.equals(HEADER)) {
                header = header(text(time + 1, to), at);
            } else if (key.equals(TRAILER)) {
                closed = true;
            } else {
                EventId.parse(key).ifPresent(id -> event(id, at, time + 1, to));
            }
            return true;
        }

        private void event(EventId id, Instant at, int from, int to) {
            closed = false;
            last = id.sequence();
            if (last > after) {
                Header before = header;
                long previous = before != null && last == first ? before.follows() : last - 1;
                entries.add(LogEntry.read(id, new EventId(id.epoch(), previous), text(from, to), at));
            }
        }

        private static @Nullable Header header(String json, Instant at) {
            try {
                JsonNode node = EventJson.MAPPER.readTree(json);
                long epoch = node.path("epoch").asLong();
                Optional<LogEntry> session = EventId.parse(
                                node.path("session").path("id").asText())
                        .map(id -> LogEntry.read(id, id, node.path("session").toString(), at));
                return new Header(epoch, node.path("follows").asLong(), session.orElse(null));
            } catch (JsonProcessingException e) {
                return null;
            }
        }

        private boolean isSound(int from, int start, int to) {
            try {
                return bytes[start - 1] == ' ' && Long.parseLong(ascii(from, start - 1), 16) == crc(bytes, start, to);
            } catch (NumberFormatException e) {
                return false;
            }
        }

        private int indexOfSpace(int from, int to) {
            int at = from;
            while (at < to && bytes[at] != ' ') {
                at++;
            }
            return at;
        }

        private String ascii(int from, int to) {
            return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        }

        private String text(int from, int to) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    }
}
