package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.SavedProgress;
import dev.roomscribe.transcript.log.SessionProgress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The progress of the running session, in a file beside the log of its room. Lines are appended; once the file is full, a
 * new one replaces it. So at every instant the file has complete lines, and the newest of them counts. The file exists
 * only while a session is running.
 *
 * <p>Confined to the writer's executor, except {@link #sync}, which any thread may call.
 */
final class ProgressFile {
    private static final System.Logger LOG = System.getLogger(ProgressFile.class.getName());
    private static final int MAX_BYTES = 64 * 1024;
    private static final String NAME = "progress";
    private static final String NEW_NAME = "progress.new";

    private final Disk disk;
    private final Path directory;
    private volatile @Nullable FileChannel channel;
    private volatile boolean dirty;
    private long size;
    private boolean failing;
    private @Nullable SavedProgress newest;
    /** Whether the newest progress is not in the file. */
    private boolean waiting;
    /** Whether there may be a file. */
    private boolean stored = true;

    ProgressFile(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** Replaces the progress that {@link #write} writes. */
    void set(SessionProgress progress, Instant savedAt, EventId last) {
        newest = new SavedProgress(progress, savedAt, last);
        waiting = true;
    }

    /** Writes the newest progress again if something else deleted the file. */
    void restoreIfMissing() {
        if (isMissing()) {
            waiting = newest != null;
        }
    }

    /** Writes the newest progress, unless it is written. A failure is logged once: the next progress follows soon. */
    void write() {
        if (newest == null || !waiting) {
            return;
        }
        waiting = false;
        stored = true;
        try {
            append(SegmentLine.progress(newest));
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The progress of a session cannot be written to {0}, so the gap after a crash may be too long: {1}",
                        directory,
                        e.toString());
            }
            failing = true;
            close();
        }
    }

    private void append(byte[] line) throws IOException {
        FileChannel file = channel;
        if (file == null || size + line.length > MAX_BYTES || disk.isMissing(directory.resolve(NAME))) {
            close();
            disk.createDirectories(directory);
            Path created = directory.resolve(NEW_NAME);
            file = disk.open(
                    created, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            channel = file;
            size = 0;
            disk.write(file, ByteBuffer.wrap(line));
            disk.replace(created, directory.resolve(NAME));
        } else {
            disk.write(file, ByteBuffer.wrap(line));
        }
        size += line.length;
        dirty = true;
    }

    /** Forces what was written to disk. */
    void sync() {
        FileChannel file = channel;
        if (file == null || !dirty) {
            return;
        }
        dirty = false;
        try {
            disk.force(file);
        } catch (ClosedChannelException e) {
            // A newer file replaced this one meanwhile.
        } catch (IOException e) {
            dirty = true;
        }
    }

    /** Returns whether the file was deleted by something else while it is in use. */
    boolean isMissing() {
        return channel != null && disk.isMissing(directory.resolve(NAME));
    }

    void close() {
        FileChannel file = channel;
        channel = null;
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "Closing the progress of a session failed", e);
            }
        }
    }

    /** Closes and deletes the file, if there is one: no session is running. */
    void delete() throws IOException {
        newest = null;
        if (stored) {
            close();
            delete(disk, directory);
            stored = false;
        }
    }

    /** As {@link #delete}; a progress that stays does no harm, because it names its session. */
    void deleteIfPossible() {
        try {
            delete();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Deleting the progress in {0} failed: {1}", directory, e);
        }
    }

    /** Deletes the file of a room that has no open log. */
    static void delete(Disk disk, Path directory) throws IOException {
        disk.delete(directory.resolve(NEW_NAME));
        disk.delete(directory.resolve(NAME));
    }

    /** Returns whether a session was running in the room when its log was last open. */
    static boolean exists(Disk disk, Path directory) {
        return !disk.isMissing(directory.resolve(NAME));
    }

    /** Returns all intact lines, oldest first; none if there is no file. */
    static List<SavedProgress> read(Disk disk, Path directory) throws IOException {
        byte[] bytes;
        try {
            bytes = disk.read(directory.resolve(NAME));
        } catch (NoSuchFileException e) {
            return List.of();
        }
        List<SavedProgress> lines = new ArrayList<>();
        SegmentParser.forEachLine(bytes, (kind, at, json) -> {
            if (kind.equals(SegmentLine.PROGRESS)) {
                SavedProgress.read(at, json).ifPresent(lines::add);
            }
        });
        return lines;
    }
}
