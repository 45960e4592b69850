package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.log.InterruptedSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that a crash interrupted, or that an earlier process left: decides what is added to their logs. All of them
 * are completed once after the start, so that every transcript states at once what is missing. One room is processed at a time; a room whose log is opened meanwhile completes its session itself.
 */
final class InterruptedSessions {
    private static final System.Logger LOG = System.getLogger(InterruptedSessions.class.getName());
    /** More than the last line of a file that was closed. */
    private static final int TRAILER_BYTES = 64;

    private final FileStore store;
    private final Disk disk;
    private final Predicate<String> continued;

    /** @param continued returns whether this process continues a session, by its id */
    InterruptedSessions(FileStore store, Disk disk, Predicate<String> continued) {
        this.store = store;
        this.disk = disk;
        this.continued = continued;
    }

    boolean isContinued(@Nullable InterruptedSession session) {
        return session != null && continued.test(session.sessionId());
    }

    /**
     * Returns the events that state the missing audio, and the end of the session if it is not continued.
     *
     * @param session null if no session was running
     * @param openedAt the wall-clock time of the restart
     */
    List<DurableEvent> completion(String roomId, @Nullable InterruptedSession session, Instant openedAt) {
        if (session == null) {
            return List.of();
        }
        if (isContinued(session)) {
            return session.missingAudio(openedAt);
        }
        LOG.log(
                System.Logger.Level.INFO,
                "Room {0}: the service ended without warning while session {1} was running. The transcript states"
                        + " which audio is missing. To transcribe the room again, start it again",
                roomId,
                session.sessionId());
        return session.closingEvents(openedAt);
    }

    /** Starts with the first room. Runs on the executor for maintenance. */
    void end(Path directory) {
        try {
            endNext(disk.list(directory).iterator());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Looking for interrupted sessions failed: {0}", e.toString());
        }
    }

    private void endNext(Iterator<Path> rooms) {
        while (rooms.hasNext()) {
            Path room = rooms.next();
            if (Files.isDirectory(room) && mayBeInterrupted(room)) {
                var unused = store.writer()
                        .submit(() -> {
                            end(room, store);
                            return () -> true;
                        })
                        .whenComplete((ended, failure) -> store.maintain(() -> endNext(rooms)));
                return;
            }
        }
    }

    private boolean mayBeInterrupted(Path room) {
        try {
            List<SegmentFile> files = SegmentFile.list(disk, room);
            return !files.isEmpty()
                    && (ProgressFile.exists(disk, room)
                            || Erasures.isPending(disk, room)
                            || !isClosed(files.get(files.size() - 1)));
        } catch (IOException e) {
            // The room's log reports that when it is opened.
            return false;
        }
    }

    private boolean isClosed(SegmentFile file) throws IOException {
        try (FileChannel channel = disk.open(file.path(), StandardOpenOption.READ)) {
            ByteBuffer end = ByteBuffer.allocate(TRAILER_BYTES);
            long from = Math.max(0, channel.size() - TRAILER_BYTES);
            while (end.hasRemaining() && channel.read(end, from + end.position()) >= 0) {}
            return SegmentLine.endsWithTrailer(new String(end.array(), 0, end.position(), StandardCharsets.ISO_8859_1));
        }
    }

    private void end(Path room, FileStore store) throws IOException {
        Optional<String> roomId = store.isOpen(room) ? Optional.empty() : roomId(room);
        if (roomId.isPresent()) {
            LogFiles files = store.files(room, roomId.get());
            try {
                files.open();
                files.close();
            } finally {
                store.changed(room);
            }
        }
    }

    private Optional<String> roomId(Path room) throws IOException {
        List<SegmentFile> files = SegmentFile.list(disk, room);
        for (int n = files.size() - 1; n >= 0; n--) {
            SegmentContents.Header header =
                    files.get(n).read(disk, Long.MAX_VALUE).header();
            if (header != null) {
                return Optional.of(header.roomId());
            }
        }
        return Optional.empty();
    }
}
