package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.SessionSpans;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file that a log is written to. Confined to the writer's executor, except {@link #sync}, {@link #isMissing} and
 * {@link #sessions}, which any thread may call.
 */
final class OpenSegment {
    private final Disk disk;
    private final SegmentFile file;
    private final SegmentContents.Header header;
    private final SessionSpans sessions = SessionSpans.ofPart();
    private final FileChannel channel;
    private final Instant createdAt;
    private Instant newestAt;
    private long size;
    private boolean empty = true;
    private volatile boolean dirty = true;
    private volatile boolean directorySynced;

    private OpenSegment(
            Disk disk, SegmentFile file, SegmentContents.Header header, FileChannel channel, Instant createdAt) {
        this.disk = disk;
        this.file = file;
        this.header = header;
        this.channel = channel;
        this.createdAt = createdAt;
        newestAt = createdAt;
    }

    /**
     * Creates a file with a header, or fails and leaves no file. The file is synced to disk before it contains an event:
     * if a power failure removed it, the ids of its events would be given to other events.
     */
    static OpenSegment create(Disk disk, SegmentFile file, SegmentContents.Header header, Instant createdAt)
            throws IOException {
        OpenSegment segment = new OpenSegment(
                disk,
                file,
                header,
                disk.open(file.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                createdAt);
        try {
            segment.append(SegmentLine.header(header, createdAt));
            segment.sync();
            return segment;
        } catch (IOException e) {
            segment.closeAfterFailure();
            throw e;
        }
    }

    SegmentFile file() {
        return file;
    }

    /** Returns whether another file has to be created for an entry: this one is full, or of another epoch. */
    boolean isCompleteBefore(LogEntry entry) {
        return size >= SegmentFiles.SEGMENT_BYTES || entry.id().epoch() != header.epoch();
    }

    Instant createdAt() {
        return createdAt;
    }

    /** Returns whether the file was deleted by something else. */
    boolean isMissing() {
        return disk.isMissing(file.path());
    }

    /** Returns the sessions of the events in the file. Called on any thread. */
    List<SessionSpan> sessions() {
        return sessions.list();
    }

    void write(LogEntry entry) throws IOException {
        append(SegmentLine.event(entry));
        sessions.add(entry);
        newestAt = entry.appendedAt();
        empty = false;
    }

    private void append(byte[] line) throws IOException {
        dirty = true;
        disk.write(channel, ByteBuffer.wrap(line));
        size += line.length;
    }

    /** Forces what was written to disk and, the first time, the directory entry of the file. */
    void sync() throws IOException {
        if (!dirty) {
            return;
        }
        dirty = false;
        try {
            disk.force(channel);
            if (!directorySynced) {
                directorySynced = true;
                Path room = file.path().getParent();
                sync(disk, room);
                sync(disk, room == null ? null : room.getParent());
            }
        } catch (ClosedChannelException e) {
            // The file was closed meanwhile, which includes a sync.
        } catch (IOException e) {
            dirty = true;
            throw e;
        }
    }

    /** A new file survives a power failure only once its directory is synced. Not every file system can do that. */
    static void sync(Disk disk, @Nullable Path directory) throws IOException {
        if (directory == null) {
            return;
        }
        FileChannel entries;
        try {
            entries = disk.open(directory, StandardOpenOption.READ);
        } catch (FileSystemException e) {
            return;
        }
        try (entries) {
            disk.force(entries);
        }
    }

    /** Writes the index and the trailer and closes the file. */
    void close(Instant at) throws IOException {
        try (channel) {
            append(SegmentLine.index(header.roomId(), sessions(), at));
            append(SegmentLine.trailer(at));
            sync();
            Files.setLastModifiedTime(file.path(), FileTime.from(newestAt));
        }
    }

    /** Closes the file after a failed write; returns whether it contains events. A file without events is deleted. */
    boolean closeAfterFailure() {
        try (channel) {
            if (empty) {
                disk.delete(file.path());
            } else {
                channel.truncate(size);
                disk.force(channel);
            }
        } catch (IOException e) {
            // Readers skip an incomplete line.
        }
        return !empty;
    }
}
