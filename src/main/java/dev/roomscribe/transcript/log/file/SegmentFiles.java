package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.log.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
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
 * <p>Confined to the writer's thread, except {@link #list} and {@link #sync}, which any thread may call.
 */
final class SegmentFiles {
    /** Small enough to read a whole file to find a position. */
    static final int SEGMENT_BYTES = 1 << 20;

    private final Path directory;
    private final String roomId;
    private final InstantSource clock;
    private volatile List<SegmentFile> files = List.of();
    private volatile @Nullable OpenSegment open;

    SegmentFiles(Path directory, String roomId, InstantSource clock) {
        this.directory = directory;
        this.roomId = roomId;
        this.clock = clock;
    }

    Path directory() {
        return directory;
    }

    List<SegmentFile> list() {
        return files;
    }

    /** Adopts the files that earlier processes wrote. */
    void restore(List<SegmentFile> found) {
        files = found;
    }

    /**
     * Appends an entry to the open file, or to a new one if none is open or the open one is full.
     *
     * @param session the start of the running session, which the header of a new file repeats
     */
    void write(LogEntry entry, @Nullable LogEntry session) throws IOException {
        OpenSegment segment = open;
        if (segment == null || segment.size() >= SEGMENT_BYTES) {
            closeOpen();
            segment = create(entry, session);
        }
        segment.write(entry);
    }

    private OpenSegment create(LogEntry first, @Nullable LogEntry session) throws IOException {
        SegmentContents.Header header =
                new SegmentContents.Header(first.id().epoch(), first.previous().sequence(), session);
        SegmentFile file = SegmentFile.in(directory, first.id().sequence());
        Instant now = clock.instant();
        Files.createDirectories(directory);
        OpenSegment created = OpenSegment.create(file, SegmentLine.header(header, roomId, now), now);
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

    /** Deletes these files, except the open one. */
    void delete(Collection<Path> expired) throws IOException {
        OpenSegment segment = open;
        List<SegmentFile> kept = new ArrayList<>();
        for (SegmentFile file : files) {
            if (expired.contains(file.path())
                    && (segment == null || !segment.file().equals(file))) {
                Files.deleteIfExists(file.path());
            } else {
                kept.add(file);
            }
        }
        files = List.copyOf(kept);
    }

    /** Deletes all files and the directory. */
    void deleteAll() throws IOException {
        closeOpen();
        for (SegmentFile file : files) {
            Files.deleteIfExists(file.path());
        }
        files = List.of();
        if (Files.deleteIfExists(directory)) {
            OpenSegment.sync(directory.getParent());
        }
    }
}
