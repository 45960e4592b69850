package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
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
        List<LogEntry> page = new ArrayList<>();
        // Read before the files, so that an event that is written in the meantime is in at least one of the two.
        List<LogEntry> unwritten = pending.readable();
        List<SegmentFile> files = segments.list();
        int length = 0;
        for (int i = 0; i < files.size() && page.isEmpty(); i++) {
            boolean isBefore = i + 1 < files.size() && files.get(i + 1).first() <= after.sequence() + 1;
            if (isBefore || files.get(i).first() > upTo.sequence()) {
                continue;
            }
            for (LogEntry entry : read(files.get(i), after)) {
                if (length >= chars || entry.id().compareTo(upTo) > 0) {
                    break;
                }
                page.add(erasures.apply(entry));
                length += entry.json().length();
            }
        }
        return page.isEmpty()
                ? unwritten.stream()
                        .filter(entry ->
                                entry.id().compareTo(after) > 0 && entry.id().compareTo(upTo) <= 0)
                        .toList()
                : page;
    }

    private List<LogEntry> read(SegmentFile file, EventId after) throws IOException {
        try {
            return file.read(disk, after.sequence()).entries();
        } catch (NoSuchFileException e) {
            // The file was deleted because of its age.
            return List.of();
        }
    }
}
