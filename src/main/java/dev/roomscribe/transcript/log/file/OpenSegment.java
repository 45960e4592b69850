package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.log.LogEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The file that a log is written to. Confined to the writer's thread, except {@link #sync}, which can be slow and is
 * called on another thread.
 */
final class OpenSegment {
    private final SegmentFile file;
    private final FileChannel channel;
    private final Instant createdAt;
    private Instant newestAt;
    private long size;
    private boolean empty = true;
    private volatile boolean dirty = true;
    private volatile boolean directorySynced;

    private OpenSegment(SegmentFile file, FileChannel channel, Instant createdAt) {
        this.file = file;
        this.channel = channel;
        this.createdAt = createdAt;
        newestAt = createdAt;
    }

    /**
     * Creates a file with a header, or fails and leaves no file. The file is synced to disk before it contains an event:
     * if a power failure removed it, the ids of its events would be given to other events.
     */
    static OpenSegment create(SegmentFile file, byte[] header, Instant createdAt) throws IOException {
        OpenSegment segment = new OpenSegment(
                file,
                FileChannel.open(file.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                createdAt);
        try {
            segment.append(header);
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

    long size() {
        return size;
    }

    Instant createdAt() {
        return createdAt;
    }

    void write(LogEntry entry) throws IOException {
        append(SegmentLine.event(entry));
        newestAt = entry.appendedAt();
        empty = false;
    }

    private void append(byte[] line) throws IOException {
        dirty = true;
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        size += line.length;
    }

    /** Forces what was written to disk and, the first time, the directory entry of the file. */
    void sync() throws IOException {
        if (!dirty) {
            return;
        }
        dirty = false;
        try {
            channel.force(false);
            if (!directorySynced) {
                directorySynced = true;
                Path room = file.path().getParent();
                sync(room);
                sync(room == null ? null : room.getParent());
            }
        } catch (ClosedChannelException e) {
            // The file was closed meanwhile, which includes a sync.
        } catch (IOException e) {
            dirty = true;
            throw e;
        }
    }

    /** A new file survives a power failure only once its directory is synced. */
    static void sync(@Nullable Path directory) throws IOException {
        if (directory == null) {
            return;
        }
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /** Writes the trailer and closes the file. */
    void close(Instant at) throws IOException {
        try (channel) {
            append(SegmentLine.trailer(at));
            sync();
            Files.setLastModifiedTime(file.path(), FileTime.from(newestAt));
        }
    }

    /** Closes the file after a failed write; returns whether it contains events. A file without events is deleted. */
    boolean closeAfterFailure() {
        try (channel) {
            if (empty) {
                Files.deleteIfExists(file.path());
            } else {
                channel.truncate(size);
                channel.force(false);
            }
        } catch (IOException e) {
            // Readers skip an incomplete line.
        }
        return !empty;
    }
}
