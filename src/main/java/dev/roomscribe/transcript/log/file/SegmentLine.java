package dev.roomscribe.transcript.log.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SavedProgress;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.SpanJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the lines of a log file. A file is UTF-8 text with one line per event:
 *
 * <pre>
 * 5d41402a segment 1790000000000 {"version":1,"room_id":"r1","epoch":1790000000000,"follows":0}
 * 7b2c9e11 1790000000000-1 1790000000120 {"type":"session.started","id":"1790000000000-1",…}
 * 88ad01f3 index 1790000009000 {"sessions":[…]}
 * 1c8bfa20 closed 1790000009000 {}
 * </pre>
 *
 * A line consists of the CRC-32C of the rest of the line, the kind of the line or the id of the event, the time of
 * writing in epoch milliseconds, and JSON. The JSON of an event is what subscribers receive. A damaged line does not
 * affect other lines, as JSON contains no line breaks. The line of kind {@code index} contains nothing that the events do
 * not tell; {@link SegmentIndex} reads it. Earlier versions skip it. {@link ProgressFile} consists of such lines, too.
 */
final class SegmentLine {
    static final int CRC_CHARS = 8;
    static final String HEADER = "segment";
    static final String TRAILER = "closed";
    static final String INDEX = "index";
    static final String PROGRESS = "progress";
    private static final int VERSION = 1;
    private static final Pattern TRAILER_LINE = Pattern.compile("\\n[0-9a-f]{8} " + TRAILER + " \\d+ \\{}\\n$");

    private SegmentLine() {}

    static byte[] header(SegmentContents.Header header, Instant at) {
        ObjectNode json = EventJson.MAPPER
                .createObjectNode()
                .put("version", VERSION)
                .put("room_id", header.roomId())
                .put("epoch", header.epoch())
                .put("follows", header.follows().sequence());
        if (header.follows().epoch() != header.epoch()) {
            json.put("follows_epoch", header.follows().epoch());
        }
        if (header.bootId() != null) {
            json.put("boot", header.bootId());
        }
        if (header.session() != null) {
            json.putRawValue("session", new RawValue(header.session().json()));
        }
        return encode(HEADER, at, EventJson.write(json));
    }

    static byte[] event(LogEntry entry) {
        return event(entry.id(), entry.appendedAt(), entry.json());
    }

    static byte[] event(EventId id, Instant appendedAt, String json) {
        return encode(id.toString(), appendedAt, json);
    }

    static byte[] progress(SavedProgress saved) {
        return encode(PROGRESS, saved.savedAt(), saved.json());
    }

    static byte[] trailer(Instant at) {
        return encode(TRAILER, at, "{}");
    }

    /** Returns the line with the sessions of the file; empty if it would be too long. */
    static byte[] index(String roomId, List<SessionSpan> spans, Instant at) {
        byte[] line = encode(INDEX, at, SpanJson.write(roomId, spans));
        return line.length <= SegmentIndex.MAX_LINE_BYTES ? line : new byte[0];
    }

    /**
     * Returns the JSON of the sessions of a file.
     *
     * @param endOfFile more bytes than the last two lines have
     * @return empty if the file does not end with them and the trailer
     */
    static Optional<String> index(byte[] endOfFile) {
        AtomicReference<@Nullable String> index = new AtomicReference<>();
        AtomicBoolean isLast = new AtomicBoolean();
        SegmentParser.forEachLine(endOfFile, (kind, at, json) -> {
            if (kind.equals(INDEX)) {
                index.set(json);
            } else if (!kind.equals(TRAILER)) {
                index.set(null);
            }
            isLast.set(kind.equals(TRAILER));
        });
        return isLast.get() ? Optional.ofNullable(index.get()) : Optional.empty();
    }

    /** Returns whether the last line of a file says that the file was closed. */
    static boolean endsWithTrailer(String endOfFile) {
        return TRAILER_LINE.matcher(endOfFile).find();
    }

    private static byte[] encode(String kind, Instant at, String json) {
        byte[] line =
                ("00000000 " + kind + " " + at.toEpochMilli() + " " + json + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] crc = String.format(Locale.ROOT, "%08x", crc(line, CRC_CHARS + 1, line.length - 1))
                .getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(crc, 0, line, 0, CRC_CHARS);
        return line;
    }

    static long crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return crc.getValue();
    }
}
