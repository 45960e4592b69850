package dev.roomscribe.transcript.log.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the files that exceed the limits. */
final class DiskRetention {
    private final Disk disk;
    private final Path directory;
    private final DiskLimits limits;

    DiskRetention(Disk disk, Path directory, DiskLimits limits) {
        this.disk = disk;
        this.directory = directory;
        this.limits = limits;
    }

    /** A file that may be deleted. */
    private record StoredFile(Path path, long bytes, Instant newest) {}

    /**
     * Returns the files to delete, oldest first: those that are too old, then those over the limit of their room, then
     * those over the limit for all rooms.
     *
     * @return the files by the directory of their room; a room that has no files has an entry with an empty list
     */
    Map<Path, List<Path>> expired(Instant now) throws IOException {
        Instant oldest = now.minus(limits.maxAge());
        Map<Path, List<Path>> expired = new HashMap<>();
        List<StoredFile> kept = new ArrayList<>();
        for (Path room : disk.list(directory)) {
            if (!Files.isDirectory(room)) {
                continue;
            }
            List<StoredFile> files = files(room);
            if (files.isEmpty()) {
                expired.put(room, new ArrayList<>());
            }
            long bytes = files.stream().mapToLong(StoredFile::bytes).sum();
            for (StoredFile file : files) {
                if (file.newest().isBefore(oldest) || bytes > limits.maxRoomBytes()) {
                    expire(file, expired);
                    bytes -= file.bytes();
                } else {
                    kept.add(file);
                }
            }
        }
        kept.sort(Comparator.comparing(StoredFile::newest));
        long total = kept.stream().mapToLong(StoredFile::bytes).sum();
        for (StoredFile file : kept) {
            if (total <= limits.maxTotalBytes()) {
                break;
            }
            expire(file, expired);
            total -= file.bytes();
        }
        return expired;
    }

    private static void expire(StoredFile file, Map<Path, List<Path>> expired) {
        expired.computeIfAbsent(file.path().getParent(), room -> new ArrayList<>())
                .add(file.path());
    }

    private List<StoredFile> files(Path room) throws IOException {
        List<StoredFile> files = new ArrayList<>();
        for (SegmentFile file : SegmentFile.list(disk, room)) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file.path(), BasicFileAttributes.class);
                files.add(new StoredFile(
                        file.path(),
                        attributes.size(),
                        attributes.lastModifiedTime().toInstant()));
            } catch (NoSuchFileException e) {
                // The file was deleted meanwhile.
            }
        }
        return files;
    }
}
