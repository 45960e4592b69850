package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file of a log again without what is erased. The new file replaces the old one in one step, so that after a crash
 * there is one of the two. What is derived from the events of the file is left out; a damaged line stays damaged, so that
 * readers see that an event is missing, and loses its content. Confined to the writer's executor.
 */
final class SegmentRewriter {
    /** Not the name of a file of the log. */
    private static final String NEW_NAME = "rewritten.new";

    private static final byte[] DAMAGED = "00000000 damaged\n".getBytes(StandardCharsets.US_ASCII);

    private final Disk disk;
    private final Erasure erasure;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(SegmentFiles.SEGMENT_BYTES);
    private boolean changed;

    private SegmentRewriter(Disk disk, Erasure erasure) {
        this.disk = disk;
        this.erasure = erasure;
    }

    /** Erases from a file, if it contains what is erased; does nothing if there is no file. The file must not be open. */
    static void rewrite(Disk disk, SegmentFile file, Erasure erasure) throws IOException {
        byte[] bytes;
        try {
            bytes = disk.read(file.path());
        } catch (NoSuchFileException e) {
            return;
        }
        SegmentRewriter rewriter = new SegmentRewriter(disk, erasure);
        SegmentParser.forEachLine(bytes, rewriter::add);
        if (rewriter.changed) {
            rewriter.replace(file.path());
        }
    }

    /** Deletes what a crash may have left. */
    static void delete(Disk disk, Path directory) throws IOException {
        disk.delete(directory.resolve(NEW_NAME));
    }

    private void add(byte[] line, @Nullable String kind, Instant at, String json) {
        if (kind == null) {
            changed = true;
            kept.writeBytes(DAMAGED);
        } else if (kind.equals(SegmentLine.HEADER)) {
            addHeader(line, at, json);
        } else if (kind.equals(SegmentLine.TRAILER)) {
            kept.writeBytes(SegmentLine.trailer(at));
        } else {
            EventId.parse(kind).ifPresent(id -> addEvent(line, id, at, json));
        }
    }

    /** The header repeats the start of the session that was running. */
    private void addHeader(byte[] line, Instant at, String json) {
        SegmentContents.Header header = SegmentParser.header(json, at);
        LogEntry session = header == null ? null : header.session();
        if (header == null || session == null || erasure.apply(session) == session) {
            kept.writeBytes(line);
        } else {
            changed = true;
            kept.writeBytes(SegmentLine.header(header.withoutSession(), at));
        }
    }

    private void addEvent(byte[] line, EventId id, Instant at, String json) {
        String without = erasure.apply(id, json);
        if (without.equals(json)) {
            kept.writeBytes(line);
        } else {
            changed = true;
            kept.writeBytes(SegmentLine.event(id, at, without));
        }
    }

    private void replace(Path file) throws IOException {
        Path created = file.resolveSibling(NEW_NAME);
        FileTime newest = Files.getLastModifiedTime(file);
        try (FileChannel channel = disk.open(
                created, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            disk.write(channel, ByteBuffer.wrap(kept.toByteArray()));
            disk.force(channel);
        }
        // The file expires when its newest event does.
        Files.setLastModifiedTime(created, newest);
        disk.replace(created, file);
        OpenSegment.sync(disk, file.getParent());
    }
}
