package dev.roomscribe.transcript.log.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.log.LogEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** Receives the intact lines of a file. */
    @FunctionalInterface
    interface LineReader {
        void read(String kind, Instant at, String json);
    }

    /** Receives all complete lines of a file. */
    @FunctionalInterface
    interface AnyLineReader {
        /** Receives a line with its line break; {@code kind} is null if it is damaged. */
        void read(byte[] line, @Nullable String kind, Instant at, String json);
    }

    /** Reads the intact lines of a file of any kind that consists of such lines. */
    static void forEachLine(byte[] bytes, LineReader reader) {
        forEachLine(bytes, (line, kind, at, json) -> {
            if (kind != null) {
                reader.read(kind, at, json);
            }
        });
    }

    /** Reads the complete lines of a file of any kind that consists of such lines. */
    static void forEachLine(byte[] bytes, AnyLineReader reader) {
        SegmentParser parser = new SegmentParser(bytes, 1, 0);
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                Line line = parser.line(from, at);
                reader.read(
                        Arrays.copyOfRange(bytes, from, at + 1),
                        line == null ? null : line.kind,
                        line == null ? Instant.EPOCH : line.at,
                        line == null ? "" : parser.text(line.jsonFrom, at));
                from = at + 1;
            }
        }
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
        Line line = line(from, to);
        if (line == null) {
            return false;
        }
        if (line.kind.equals(SegmentLine.HEADER)) {
            header = header(text(line.jsonFrom, to), line.at);
        } else if (line.kind.equals(SegmentLine.TRAILER)) {
            closed = true;
        } else {
            EventId.parse(line.kind).ifPresent(id -> addEvent(id, line.at, line.jsonFrom, to));
        }
        return true;
    }

    private record Line(String kind, Instant at, int jsonFrom) {}

    /** Returns the parts of a line; null if it is damaged. */
    private @Nullable Line line(int from, int to) {
        int start = from + SegmentLine.CRC_CHARS + 1;
        int kindEnd = indexOfSpace(start, to);
        int timeEnd = indexOfSpace(kindEnd + 1, to);
        if (start > to || kindEnd >= to || timeEnd >= to || !crcMatches(from, start, to)) {
            return null;
        }
        Instant at = Instant.ofEpochMilli(Long.parseLong(ascii(kindEnd + 1, timeEnd)));
        return new Line(ascii(start, kindEnd), at, timeEnd + 1);
    }

    private void addEvent(EventId id, Instant at, int from, int to) {
        closed = false;
        last = id.sequence();
        if (last > after) {
            SegmentContents.Header parsed = header;
            EventId previous = parsed != null && last == first ? parsed.follows() : new EventId(id.epoch(), last - 1);
            entries.add(LogEntry.read(id, previous, text(from, to), at));
        }
    }

    static SegmentContents.@Nullable Header header(String json, Instant at) {
        try {
            JsonNode node = EventJson.MAPPER.readTree(json);
            JsonNode session = node.path("session");
            Optional<LogEntry> started =
                    EventId.parse(session.path("id").asText()).map(id -> LogEntry.read(id, id, session.toString(), at));
            long epoch = node.path("epoch").asLong();
            EventId follows = new EventId(
                    node.path("follows_epoch").asLong(epoch),
                    node.path("follows").asLong());
            return new SegmentContents.Header(
                    node.path("room_id").asText(),
                    epoch,
                    follows,
                    started.orElse(null),
                    node.path("boot").textValue());
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
