package dev.roomscribe.transcript.log.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.log.LogEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses a log file, see {@link SegmentLine}; skips damaged lines. */
final class SegmentParser {
    private final byte[] bytes;
    private final long first;
    private final long after;
    private final List<LogEntry> entries = new ArrayList<>();
    private SegmentContents.@Nullable Header header;
    private long last;
    private boolean closed;

    /**
     * @param bytes the whole file
     * @param first the sequence in the name of the file
     * @param after the sequence after which to return events
     */
    SegmentParser(byte[] bytes, long first, long after) {
        this.bytes = bytes;
        this.first = first;
        this.after = after;
        last = first - 1;
    }

    SegmentContents parse() {
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                if (!parseLine(from, at) && from > 0) {
                    // The damaged line most likely was an event; counting it shows readers that it is missing.
                    last++;
                }
                from = at + 1;
            }
        }
        return new SegmentContents(header, entries, from, last, closed);
    }

    /** Returns whether the line is intact. */
    private boolean parseLine(int from, int to) {
        int start = from + SegmentLine.CRC_CHARS + 1;
        int kindEnd = indexOfSpace(start, to);
        int timeEnd = indexOfSpace(kindEnd + 1, to);
        if (start > to || kindEnd >= to || timeEnd >= to || !crcMatches(from, start, to)) {
            return false;
        }
        String kind = ascii(start, kindEnd);
        Instant at = Instant.ofEpochMilli(Long.parseLong(ascii(kindEnd + 1, timeEnd)));
        if (kind.equals(SegmentLine.HEADER)) {
            header = header(text(timeEnd + 1, to), at);
        } else if (kind.equals(SegmentLine.TRAILER)) {
            closed = true;
        } else {
            EventId.parse(kind).ifPresent(id -> addEvent(id, at, timeEnd + 1, to));
        }
        return true;
    }

    private void addEvent(EventId id, Instant at, int from, int to) {
        closed = false;
        last = id.sequence();
        if (last > after) {
            SegmentContents.Header parsed = header;
            long previous = parsed != null && last == first ? parsed.follows() : last - 1;
            entries.add(LogEntry.read(id, new EventId(id.epoch(), previous), text(from, to), at));
        }
    }

    private static SegmentContents.@Nullable Header header(String json, Instant at) {
        try {
            JsonNode node = EventJson.MAPPER.readTree(json);
            JsonNode session = node.path("session");
            Optional<LogEntry> started =
                    EventId.parse(session.path("id").asText()).map(id -> LogEntry.read(id, id, session.toString(), at));
            return new SegmentContents.Header(
                    node.path("epoch").asLong(), node.path("follows").asLong(), started.orElse(null));
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private boolean crcMatches(int from, int start, int to) {
        try {
            return bytes[start - 1] == ' '
                    && Long.parseLong(ascii(from, start - 1), 16) == SegmentLine.crc(bytes, start, to);
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
