package dev.roomscribe.transcript.log.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The erasures of peers from the files of one log: a file beside the log tells which are not complete, so that a later
 * process completes them, and how many there were. A file of the log is rewritten at a time; until all are, readers pass
 * what they read through {@link #apply}.
 *
 * <p>Confined to the writer's executor, except {@link #apply}, {@link #isPending} and {@link #count}, which any thread may
 * call.
 */
final class PeerErasures {
    private static final String NAME = "erasures";
    private static final String NEW_NAME = "erasures.new";

    private final Disk disk;
    private final String roomId;
    private final SegmentFiles segments;
    private final PendingWrites unwritten;
    private volatile List<Erasure> pending = List.of();
    private volatile long count;
    /** The sequence that the first of the files begins with that are still to be rewritten. */
    private long nextFile;

    PeerErasures(Disk disk, String roomId, SegmentFiles segments, PendingWrites unwritten) {
        this.disk = disk;
        this.roomId = roomId;
        this.segments = segments;
        this.unwritten = unwritten;
    }

    /** What the file tells. */
    private record Stored(long count, List<Erasure> pending) {}

    /** Returns whether a log without an open store has an erasure that is not complete, or may have. */
    static boolean isPending(Disk disk, Path directory) {
        try {
            return !read(disk, directory, "").pending.isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    /** Reads what an earlier process left, and completes it. */
    void restore() throws IOException {
        Stored stored = read(disk, segments.directory(), roomId);
        count = stored.count;
        pending = stored.pending;
        nextFile = 0;
        List<SegmentFile> files = SegmentFile.list(disk, segments.directory());
        while (isPending()) {
            rewriteNext(files);
        }
    }

    private static Stored read(Disk disk, Path directory, String roomId) throws IOException {
        JsonNode node;
        try {
            node = EventJson.MAPPER.readTree(disk.read(directory.resolve(NAME)));
        } catch (NoSuchFileException e) {
            return new Stored(0, List.of());
        } catch (JsonProcessingException e) {
            throw new IOException("the file " + NAME + " is damaged", e);
        }
        List<Erasure> found = new ArrayList<>();
        for (JsonNode erasure : node.path("pending")) {
            EventId upTo = EventId.parse(erasure.path("up_to").asText())
                    .orElseThrow(() -> new IOException("the file " + NAME + " is damaged"));
            found.add(new Erasure(roomId, erasure.path("peer_id").asText(), upTo));
        }
        return new Stored(node.path("count").asLong(), List.copyOf(found));
    }

    /**
     * Begins an erasure: from now on readers get nothing of it, and it is completed, if necessary by a later process.
     *
     * @param upTo the newest event of the log
     */
    Erasure begin(String peerId, EventId upTo) throws IOException {
        Erasure erasure = new Erasure(roomId, peerId, upTo);
        List<Erasure> all = new ArrayList<>(pending);
        all.add(erasure);
        write(count + 1, all);
        unwritten.replaceAll(erasure::apply);
        // Only files that are complete are rewritten.
        segments.closeOpen();
        return erasure;
    }

    /** Erases from the next file that is not open, or completes the erasure; does nothing if none is pending. */
    void proceed() throws IOException {
        if (isPending()) {
            rewriteNext(segments.closed());
        }
    }

    private void write(long newCount, List<Erasure> newPending) throws IOException {
        ObjectNode json = EventJson.MAPPER.createObjectNode().put("count", newCount);
        for (Erasure erasure : newPending) {
            json.withArray("pending")
                    .addObject()
                    .put("peer_id", erasure.peerId())
                    .put("up_to", erasure.upTo().toString());
        }
        Path directory = segments.directory();
        disk.createDirectories(directory);
        Path created = directory.resolve(NEW_NAME);
        try (FileChannel channel = disk.open(
                created, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            disk.write(channel, ByteBuffer.wrap(EventJson.write(json).getBytes(StandardCharsets.UTF_8)));
            disk.force(channel);
        }
        disk.replace(created, directory.resolve(NAME));
        OpenSegment.sync(disk, directory);
        count = newCount;
        pending = List.copyOf(newPending);
        nextFile = 0;
    }

    private void rewriteNext(List<SegmentFile> files) throws IOException {
        List<Erasure> all = pending;
        for (SegmentFile file : files) {
            if (file.first() >= nextFile) {
                for (Erasure erasure : all) {
                    SegmentRewriter.rewrite(disk, file, erasure);
                }
                nextFile = file.first() + 1;
                return;
            }
        }
        write(count, List.of());
    }

    /** Returns an entry without what is being erased. */
    LogEntry apply(LogEntry entry) {
        LogEntry without = entry;
        for (Erasure erasure : pending) {
            without = erasure.apply(without);
        }
        return without;
    }

    boolean isPending() {
        return !pending.isEmpty();
    }

    /** Returns how many erasures the log has had, as long as it has files. */
    long count() {
        return count;
    }

    /** Forgets all erasures, as all files of the log are deleted. */
    void clear() throws IOException {
        delete(disk, segments.directory());
        count = 0;
        pending = List.of();
    }

    /** Deletes the file of a log that has no other files. */
    static void delete(Disk disk, Path directory) throws IOException {
        SegmentRewriter.delete(disk, directory);
        disk.delete(directory.resolve(NEW_NAME));
        disk.delete(directory.resolve(NAME));
    }
}
