package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.SessionSpans;
import dev.roomscribe.transcript.log.StoredRoom;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rooms in the directory of a store. An open log tells what it stores; what was found in the files of another is kept
 * until they change, which only this process does. All methods except {@link #changed} block. Thread-safe.
 */
final class StoredRooms {
    private static final System.Logger LOG = System.getLogger(StoredRooms.class.getName());

    private final Disk disk;
    private final Path directory;
    /** Returns the open log of a room by its directory; null if it has none. */
    private final Function<Path, @Nullable FileLog> open;

    private final Map<Path, Optional<StoredRoom>> closed = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    /** What was found of a room; its parts are those of {@link StoredRoom}. */
    record Found(String roomId, EventId start, List<SessionSpan> sessions, long erasures) {
        Optional<StoredRoom> room(boolean inUse) {
            return sessions.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new StoredRoom(roomId, start, sessions, erasures, inUse));
        }
    }

    StoredRooms(Disk disk, Path directory, Function<Path, @Nullable FileLog> open) {
        this.disk = disk;
        this.directory = directory;
        this.open = open;
    }

    /** The files of a room without an open log change, or its log is opened or closed. Called on any thread. */
    void changed(Path room) {
        changes.incrementAndGet();
        closed.remove(room);
    }

    /** Returns the rooms that can be read. */
    List<StoredRoom> list() throws IOException {
        List<Path> found = disk.list(directory);
        closed.keySet().retainAll(new HashSet<>(found));
        List<StoredRoom> rooms = new ArrayList<>();
        for (Path room : found) {
            try {
                of(room).ifPresent(rooms::add);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "The transcript in {0} cannot be read: {1}", room, e.toString());
            }
        }
        return rooms;
    }

    /** Returns what is stored in the directory of a room; empty if it stores nothing, or is no room's directory. */
    Optional<StoredRoom> of(Path room) throws IOException {
        FileLog log = open.apply(room);
        Optional<StoredRoom> known = closed.get(room);
        if (log == null && known != null) {
            return known.isPresent() && disk.isMissing(room) ? Optional.empty() : known;
        }
        long before = changes.get();
        Optional<StoredRoom> stored =
                log != null && log.isOpen() ? log.stored() : read(room).flatMap(found -> found.room(false));
        if (log == null) {
            closed.put(room, stored);
            if (changes.get() != before) {
                // It may have been read before the change.
                closed.remove(room);
            }
        }
        return stored;
    }

    /** Returns all sessions in the directory of a room, oldest first. */
    List<SessionSpan> sessions(Path room) throws IOException {
        FileLog log = open.apply(room);
        return log != null && log.isOpen()
                ? log.sessions()
                : read(room).map(Found::sessions).orElse(List.of());
    }

    private Optional<Found> read(Path room) throws IOException {
        try {
            List<SegmentFile> files = SegmentFile.list(disk, room);
            SegmentContents.Header header = null;
            for (int n = 0; n < files.size() && header == null; n++) {
                header = files.get(n).header(disk);
            }
            if (header == null) {
                return Optional.empty();
            }
            EventId start = new EventId(header.epoch(), files.get(0).first() - 1);
            List<SessionSpan> found =
                    Erasures.sessionsWithout(Erasures.pending(disk, room, header.roomId()), () -> spans(files, start));
            return Optional.of(new Found(header.roomId(), start, found, Erasures.count(disk, room)));
        } catch (NotDirectoryException | NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private List<SessionSpan> spans(List<SegmentFile> files, EventId start) throws IOException {
        SegmentIndex index = new SegmentIndex(disk);
        SessionSpans spans = SessionSpans.ofLog(start);
        for (SegmentFile file : files) {
            index.spans(file).forEach(spans::add);
        }
        return spans.kept();
    }
}
