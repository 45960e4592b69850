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
 * The file at which a room's log is being written. Confined to the writer's thread, but for {@link #sync}, which may be
 * slow and is called on another.
 */
final class OpenSegment {
    private final SegmentFile file;
    private final FileChannel channel;
    private final Instant createdAt;
    private Instant newestAt;
    private long size;
    private boolean empty = true;
    private volatile boolean dirty = true;
    private volatile boolean named;

    private OpenSegment(SegmentFile file, FileChannel channel, Instant createdAt) {
        this.file = file;
        this.channel = channel;
        this.createdAt = createdAt;
        newestAt = createdAt;
    }

    /**
     * Makes a file that begins with a header, or none. It is on the disk before it has any event: were it gone after a loss
     * of power, the ids of its events would be given to others.
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
            segment.abandon();
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
        append(SegmentContents.line(entry));
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

    /** Has the disk hold what was written so far, and that the file exists. */
    void sync() throws IOException {
        if (!dirty) {
            return;
        }
        dirty = false;
        try {
            channel.force(false);
            if (!named) {
                named = true;
                Path room = file.path().getParent();
                sync(room);
                sync(room == null ? null : room.getParent());
            }
        } catch (ClosedChannelException e) {
            // It was closed meanwhile, which includes this.
        } catch (IOException e) {
            dirty = true;
            throw e;
        }
    }

    /** A file is only found after a loss of power if its directory is on the disk, too. */
    static void sync(@Nullable Path directory) throws IOException {
        if (directory == null) {
            return;
        }
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /** Ends the file in good order. */
    void close(Instant at) throws IOException {
        try (channel) {
            append(SegmentContents.trailer(at));
            sync();
            Files.setLastModifiedTime(file.path(), FileTime.from(newestAt));
        }
    }

    /** Gives the file up after it could not be written to; returns whether anything of use is left in it. */
    boolean abandon() {
        try (channel) {
            if (empty) {
                Files.deleteIfExists(file.path());
            } else {
                channel.truncate(size);
                channel.force(false);
            }
        } catch (IOException e) {
            // A line that is not whole is passed over by every reader.
        }
        return !empty;
    }
}
