package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.SessionSpans;
import dev.roomscribe.transcript.log.SpanJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions in each file of one log. A file that was closed contains them in its last line but one, so that only its end
 * is read; of any other file the events are read. What was read is kept in memory until the file changes. Thread-safe.
 */
final class SegmentIndex {
    /** A line that is longer is not written; the events are read then. */
    static final int MAX_LINE_BYTES = 60_000;

    private static final int TAIL_BYTES = 64 * 1024;

    private final Disk disk;
    private final Map<SegmentFile, Known> known = new ConcurrentHashMap<>();

    /** What was found in a file of this size and time. */
    private record Known(long size, FileTime modified, List<SessionSpan> spans) {}

    SegmentIndex(Disk disk) {
        this.disk = disk;
    }

    /** Returns the sessions in a file; none if the file was deleted. */
    List<SessionSpan> spans(SegmentFile file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file.path(), BasicFileAttributes.class);
            Known found = known.get(file);
            if (found == null
                    || found.size != attributes.size()
                    || !found.modified.equals(attributes.lastModifiedTime())) {
                found = new Known(attributes.size(), attributes.lastModifiedTime(), read(file));
                known.put(file, found);
            }
            return found.spans;
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Forgets the files that are no longer part of the log. */
    void retain(Collection<SegmentFile> files) {
        known.keySet().retainAll(new HashSet<>(files));
    }

    private List<SessionSpan> read(SegmentFile file) throws IOException {
        Optional<List<SessionSpan>> stored =
                SegmentLine.index(file.end(disk, TAIL_BYTES)).flatMap(SpanJson::read);
        return stored.isPresent() ? stored.get() : of(file.read(disk, 0));
    }

    /** Returns the sessions of the events of a file. */
    static List<SessionSpan> of(SegmentContents contents) {
        SessionSpans spans = SessionSpans.ofPart();
        contents.entries().forEach(spans::add);
        return spans.list();
    }
}
