package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogRange;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.SessionSpans;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of one log, oldest first. A process appends only to files that it created. At most one file is open for
 * writing: the last one.
 *
 * <p>Confined to the writer's executor, except {@link #list}, {@link #sessions}, {@link #spans},
 * {@link #sync} and {@link #isNewestMissing}, which any thread may call.
 */
final class SegmentFiles {
    /** Small enough to read a whole file to find a position. */
    static final int SEGMENT_BYTES = 1 << 20;

    private final Disk disk;
    private final Path directory;
    private final String roomId;
    private final InstantSource clock;
    private final @Nullable String bootId;
    private final SegmentIndex index;
    private volatile List<SegmentFile> files = List.of();
    private volatile @Nullable OpenSegment open;

    SegmentFiles(Disk disk, Path directory, String roomId, InstantSource clock, @Nullable String bootId) {
        this.disk = disk;
        this.directory = directory;
        this.roomId = roomId;
        this.clock = clock;
        this.bootId = bootId;
        index = new SegmentIndex(disk);
    }

    Path directory() {
        return directory;
    }

    List<SegmentFile> list() {
        return files;
    }

    /** Returns the sessions in the files before a position, oldest first. Reads what is not known yet. */
    SessionSpans sessions(LogRange range) throws IOException {
        SessionSpans spans = SessionSpans.ofLog(range.start());
        List<SegmentFile> all = files;
        index.retain(all);
        for (SegmentFile file : all) {
            spans(file).forEach(spans::add);
        }
        return spans;
    }

    /** Returns the sessions in a file, oldest first; none if it was deleted. Reads what is not known yet. */
    List<SessionSpan> spans(SegmentFile file) throws IOException {
        OpenSegment segment = open;
        return segment != null && segment.file().equals(file) ? segment.sessions() : index.spans(file);
    }

    /** Adopts the files that earlier processes wrote. */
    void restore(List<SegmentFile> found) {
        files = List.copyOf(found);
    }

    /**
     * Appends an entry to the open file, or to a new one if none is open or the open one is complete.
     *
     * @param session the start of the running session, which the header of a new file repeats
     */
    void write(LogEntry entry, @Nullable LogEntry session) throws IOException {
        OpenSegment segment = open;
        if (segment == null || segment.isCompleteBefore(entry)) {
            closeOpen();
            segment = create(entry, session);
        }
        segment.write(entry);
    }

    private OpenSegment create(LogEntry first, @Nullable LogEntry session) throws IOException {
        boolean startsLater = session != null && session.id().compareTo(first.id()) >= 0;
        SegmentContents.Header header = new SegmentContents.Header(
                roomId, first.id().epoch(), first.previous(), startsLater ? null : session, bootId);
        SegmentFile file = SegmentFile.in(directory, first.id().sequence());
        disk.createDirectories(directory);
        OpenSegment created = OpenSegment.create(disk, file, header, clock.instant());
        List<SegmentFile> all = new ArrayList<>(files);
        all.add(file);
        files = List.copyOf(all);
        open = created;
        return created;
    }

    void closeOpen() throws IOException {
        OpenSegment segment = open;
        if (segment != null) {
            open = null;
            segment.close(clock.instant());
        }
    }

    /** Returns the files that are not open for writing, oldest first. */
    List<SegmentFile> closed() {
        OpenSegment segment = open;
        return segment == null
                ? files
                : files.stream().filter(file -> !file.equals(segment.file())).toList();
    }

    /** Closes the open file if it was created before this time. */
    void closeOpenIfCreatedBefore(Instant time) throws IOException {
        OpenSegment segment = open;
        if (segment != null && segment.createdAt().isBefore(time)) {
            closeOpen();
        }
    }

    /** Stops using the open file after a failed write; the next entry goes to a new file. */
    void closeFailed() {
        OpenSegment segment = open;
        open = null;
        if (segment != null && !segment.closeAfterFailure()) {
            files = files.stream().filter(file -> !file.equals(segment.file())).toList();
        }
    }

    /** Forces what was written to disk. */
    void sync() throws IOException {
        OpenSegment segment = open;
        if (segment != null) {
            segment.sync();
        }
    }

    /** Returns whether something else deleted the newest file. */
    boolean isNewestMissing() {
        List<SegmentFile> all = files;
        return !all.isEmpty() && disk.isMissing(all.get(all.size() - 1).path());
    }

    /**
     * Stops using the files that something else deleted.
     *
     * @return the sequence of the first event of the newest files that are missing
     */
    long dropMissing() {
        OpenSegment segment = open;
        open = null;
        if (segment != null) {
            segment.closeAfterFailure();
        }
        long firstMissing = Long.MAX_VALUE;
        List<SegmentFile> kept = new ArrayList<>();
        for (SegmentFile file : files) {
            if (!disk.isMissing(file.path())) {
                kept.add(file);
                firstMissing = Long.MAX_VALUE;
            } else {
                firstMissing = Math.min(firstMissing, file.first());
            }
        }
        files = List.copyOf(kept);
        return firstMissing;
    }

    /** Returns the epoch of the oldest file; the given one if there is no file or the oldest is damaged. */
    EventId start(EventId end) {
        List<SegmentFile> all = files;
        if (all.isEmpty()) {
            return end;
        }
        SegmentFile oldest = all.get(0);
        long epoch = end.epoch();
        try {
            SegmentContents.Header header = oldest.read(disk, Long.MAX_VALUE).header();
            epoch = header == null ? epoch : header.epoch();
        } catch (IOException e) {
            // Then it cannot be read by others either.
        }
        return new EventId(epoch, oldest.first() - 1);
    }

    /** Returns a sequence that no event in the files has; they need not be readable. */
    long highestSequence() {
        List<SegmentFile> all = files;
        return all.isEmpty() ? 0 : all.get(all.size() - 1).first() + SEGMENT_BYTES;
    }

    /** Deletes these files, except the open one. */
    void delete(Collection<Path> expired) throws IOException {
        OpenSegment segment = open;
        List<SegmentFile> kept = new ArrayList<>();
        for (SegmentFile file : files) {
            if (expired.contains(file.path())
                    && (segment == null || !segment.file().equals(file))) {
                disk.delete(file.path());
            } else {
                kept.add(file);
            }
        }
        files = List.copyOf(kept);
    }

    /** Deletes all files. */
    void deleteFiles() throws IOException {
        OpenSegment segment = open;
        open = null;
        if (segment != null) {
            segment.closeAfterFailure();
        }
        for (SegmentFile file : SegmentFile.list(disk, directory)) {
            disk.delete(file.path());
        }
        files = List.of();
    }

    /** Deletes the directory, which contains nothing any more. */
    void deleteDirectory() throws IOException {
        disk.delete(directory);
        OpenSegment.sync(disk, directory.getParent());
    }
}
