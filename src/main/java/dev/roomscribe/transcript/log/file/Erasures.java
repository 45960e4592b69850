package dev.roomscribe.transcript.log.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.PeerErasure;
import dev.roomscribe.transcript.log.SessionErasure;
import dev.roomscribe.transcript.log.SessionSpan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The erasures of peers and sessions from the files of one log: a file beside the log tells which are not complete, so that
 * a later process completes them, and how many there were. A file of the log is rewritten at a time; until all are, readers
 * leave out what is pending.
 *
 * <p>Confined to the writer's executor, except {@link #known}, {@link #isPending} and {@link #count}, which any thread may
 * call.
 */
final class Erasures {
    private static final String NAME = "erasures";
    private static final String NEW_NAME = "erasures.new";

    private static final System.Logger LOG = System.getLogger(Erasures.class.getName());

    private final Disk disk;
    private final String roomId;
    private final SegmentFiles segments;
    private final PendingWrites unwritten;
    /** Assigned before the count, so that readers that know the count know the erasure as well. */
    private volatile List<Erasure> pending = List.of();

    private volatile long count;
    /** Whether the file could not be read, so that it is unknown what readers may get. */
    private volatile boolean unknown;
    /** The sequence that the first of the files begins with that are still to be rewritten. */
    private long nextFile;

    Erasures(Disk disk, String roomId, SegmentFiles segments, PendingWrites unwritten) {
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

    /** Returns how many erasures a log without an open store has had. */
    static long count(Disk disk, Path directory) throws IOException {
        return read(disk, directory, "").count;
    }

    /** Returns the erasures that are not complete in a log without an open store. */
    static Pending pending(Disk disk, Path directory, String roomId) {
        return () -> read(disk, directory, roomId).pending;
    }

    /** The erasures that are not complete at a time. */
    @FunctionalInterface
    interface Pending {
        List<Erasure> now() throws IOException;
    }

    /** What is read from the files of a log. */
    @FunctionalInterface
    interface Read<T> {
        List<T> now() throws IOException;
    }

    /**
     * Reads entries and leaves out what is pending. An erasure that is completed in the meantime counts as well: a file may
     * have been read before it was rewritten.
     */
    static List<LogEntry> without(Pending pending, Read<LogEntry> read) throws IOException {
        Set<Erasure> all = new LinkedHashSet<>(pending.now());
        List<LogEntry> entries = read.now();
        all.addAll(pending.now());
        return all.isEmpty()
                ? entries
                : entries.stream().map(entry -> apply(all, entry)).toList();
    }

    /** Reads sessions likewise; without the names of all speakers as long as something is pending. */
    static List<SessionSpan> sessionsWithout(Pending pending, Read<SessionSpan> read) throws IOException {
        Set<Erasure> all = new LinkedHashSet<>(pending.now());
        List<SessionSpan> sessions = read.now();
        all.addAll(pending.now());
        return all.isEmpty()
                ? sessions
                : sessions.stream()
                        .filter(session ->
                                all.stream().noneMatch(erasure -> erasure.includesSession(session.sessionId())))
                        .map(SessionSpan::withoutSpeakers)
                        .toList();
    }

    /**
     * Returns the erasures that are not complete.
     *
     * @throws IOException if the file that tells them could not be read
     */
    List<Erasure> known() throws IOException {
        if (unknown && !segments.list().isEmpty()) {
            throw new IOException("it is unknown what is erased, as the file " + NAME + " cannot be read");
        }
        return pending;
    }

    /** Reads what an earlier process left, and completes it in the files of the log. */
    void restore(List<SegmentFile> files) throws IOException {
        Stored stored;
        try {
            stored = read(disk, segments.directory(), roomId);
        } catch (IOException e) {
            unknown = true;
            throw e;
        }
        pending = stored.pending;
        count = stored.count;
        unknown = false;
        nextFile = 0;
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
            found.add(erasure(roomId, erasure));
        }
        return new Stored(node.path("count").asLong(), List.copyOf(found));
    }

    private static Erasure erasure(String roomId, JsonNode json) throws IOException {
        if (json.has("session_id")) {
            return new SessionErasure(roomId, json.path("session_id").asText());
        }
        EventId upTo = EventId.parse(json.path("up_to").asText())
                .orElseThrow(() -> new IOException("the file " + NAME + " is damaged"));
        return new PeerErasure(roomId, json.path("peer_id").asText(), upTo);
    }

    private static void put(ObjectNode json, Erasure erasure) {
        if (erasure instanceof SessionErasure session) {
            json.put("session_id", session.sessionId());
        } else if (erasure instanceof PeerErasure peer) {
            json.put("peer_id", peer.peerId()).put("up_to", peer.upTo().toString());
        }
    }

    /** Begins an erasure: from now on readers get nothing of it, and it is completed, if necessary by a later process. */
    Erasure begin(Erasure erasure) throws IOException {
        List<Erasure> all = new ArrayList<>(pending);
        all.add(erasure);
        write(count + 1, all);
        set(count + 1, all);
        unwritten.replaceAll(erasure::apply);
        try {
            closeOpen();
        } catch (IOException e) {
            // It has begun: it is completed, and the caller tells the readers.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Room {0}: closing a file to erase from it failed: {1}",
                    roomId,
                    e.toString());
        }
        return erasure;
    }

    /** Only files that are complete are rewritten; after a failure, the file is no longer open either. */
    private void closeOpen() throws IOException {
        try {
            segments.closeOpen();
        } finally {
            OpenSegment.sync(disk, segments.directory());
        }
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
            put(json.withArray("pending").addObject(), erasure);
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
    }

    private void set(long newCount, List<Erasure> newPending) {
        pending = List.copyOf(newPending);
        count = newCount;
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
        OpenSegment.sync(disk, segments.directory());
        set(count, List.of());
    }

    private static LogEntry apply(Collection<Erasure> pending, LogEntry entry) {
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
        pending = List.of();
        count = 0;
        unknown = false;
    }

    /** Deletes the file of a log that has no other files. */
    static void delete(Disk disk, Path directory) throws IOException {
        SegmentRewriter.delete(disk, directory);
        disk.delete(directory.resolve(NEW_NAME));
        disk.delete(directory.resolve(NAME));
    }
}
