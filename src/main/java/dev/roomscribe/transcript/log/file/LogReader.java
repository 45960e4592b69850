package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogRange;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.SessionSpans;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads pages of one log from its files and, while the disk cannot be written to, from memory. Thread-safe. */
final class LogReader {
    private final Disk disk;
    private final SegmentFiles segments;
    private final PendingWrites pending;
    private final PeerErasures erasures;

    LogReader(Disk disk, SegmentFiles segments, PendingWrites pending, PeerErasures erasures) {
        this.disk = disk;
        this.segments = segments;
        this.pending = pending;
        this.erasures = erasures;
    }

    /** @param chars how many characters of JSON to read, approximately */
    List<LogEntry> page(EventId after, EventId upTo, int chars) throws IOException {
        return PeerErasures.without(erasures::known, () -> stored(after, upTo, chars));
    }

    private List<LogEntry> stored(EventId after, EventId upTo, int chars) throws IOException {
        // Read before the files, so that an event that is written in the meantime is in at least one of the two.
        List<LogEntry> unwritten = unwritten(after, upTo);
        List<LogEntry> page = page(disk, segments.list(), after, upTo, chars);
        return page.isEmpty() ? unwritten : page;
    }

    private List<LogEntry> unwritten(EventId after, EventId upTo) {
        return pending.readable().stream()
                .filter(entry -> entry.id().compareTo(after) > 0 && entry.id().compareTo(upTo) <= 0)
                .toList();
    }

    /**
     * Returns the last entries up to a position, oldest first.
     *
     * @param chars how many characters of JSON to read, approximately
     */
    List<LogEntry> pageBack(EventId after, EventId upTo, int chars) throws IOException {
        return PeerErasures.without(erasures::known, () -> storedBack(after, upTo, chars));
    }

    private List<LogEntry> storedBack(EventId after, EventId upTo, int chars) throws IOException {
        // They follow those in the files. Read first for the same reason as above.
        List<LogEntry> unwritten = unwritten(after, upTo);
        if (!unwritten.isEmpty()) {
            return last(unwritten, chars);
        }
        List<SegmentFile> files = segments.list();
        for (int i = files.size() - 1; i >= 0; i--) {
            boolean isAfter = files.get(i).first() > upTo.sequence();
            boolean isBefore = i + 1 < files.size() && files.get(i + 1).first() <= after.sequence() + 1;
            if (isBefore) {
                break;
            }
            List<LogEntry> entries = isAfter
                    ? List.of()
                    : read(disk, files.get(i), after).stream()
                            .filter(entry -> entry.id().compareTo(upTo) <= 0)
                            .toList();
            if (!entries.isEmpty()) {
                return last(entries, chars);
            }
        }
        return List.of();
    }

    private static List<LogEntry> last(List<LogEntry> entries, int chars) {
        int from = entries.size();
        for (int length = 0; from > 0 && length < chars; from--) {
            length += entries.get(from - 1).json().length();
        }
        return entries.subList(from, entries.size());
    }

    /** Returns the end of the last file whose events were all appended before a time, or the start of the log. */
    EventId positionBefore(LogRange range, Instant time) throws IOException {
        EventId position = range.start();
        for (SegmentFile file : segments.list()) {
            List<SessionSpan> spans = segments.spans(file);
            if (spans.isEmpty()) {
                continue;
            }
            SessionSpan last = spans.get(spans.size() - 1);
            if (!last.lastAt().isBefore(time)) {
                break;
            }
            position = last.upTo().compareTo(position) > 0 ? last.upTo() : position;
        }
        return position;
    }

    /** Returns a page of the entries in some files, oldest first. */
    static List<LogEntry> page(Disk disk, List<SegmentFile> files, EventId after, EventId upTo, int chars)
            throws IOException {
        List<LogEntry> page = new ArrayList<>();
        int length = 0;
        for (int i = 0; i < files.size() && page.isEmpty(); i++) {
            boolean isBefore = i + 1 < files.size() && files.get(i + 1).first() <= after.sequence() + 1;
            if (isBefore || files.get(i).first() > upTo.sequence()) {
                continue;
            }
            for (LogEntry entry : read(disk, files.get(i), after)) {
                if (length >= chars || entry.id().compareTo(upTo) > 0) {
                    break;
                }
                page.add(entry);
                length += entry.json().length();
            }
        }
        return page;
    }

    /** Returns the sessions between two positions, oldest first; without speakers as long as one is being erased. */
    List<SessionSpan> sessions(LogRange range) throws IOException {
        boolean wasPending = !erasures.known().isEmpty();
        List<SessionSpan> found = find(range);
        return wasPending || erasures.isPending()
                ? found.stream().map(SessionSpan::withoutSpeakers).toList()
                : found;
    }

    private List<SessionSpan> find(LogRange range) throws IOException {
        // In this order for the same reason as above.
        List<LogEntry> unwritten = pending.readable();
        SessionSpans spans = segments.sessions(range);
        List<SessionSpan> written = spans.list();
        EventId end = written.isEmpty()
                ? range.start()
                : written.get(written.size() - 1).upTo();
        unwritten.stream().filter(entry -> entry.id().compareTo(end) > 0).forEach(spans::add);
        return spans.upTo(range.end());
    }

    private static List<LogEntry> read(Disk disk, SegmentFile file, EventId after) throws IOException {
        try {
            return file.read(disk, after.sequence()).entries();
        } catch (NoSuchFileException e) {
            // The file was deleted because of its age.
            return List.of();
        }
    }
}
