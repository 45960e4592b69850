package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.InterruptedSession;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SessionSequence;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what earlier processes wrote of one log, and repairs a file that was not written completely. */
final class LogRecovery {
    private static final System.Logger LOG = System.getLogger(LogRecovery.class.getName());
    /** Enough events for the snapshot that a new subscriber receives. */
    private static final int NEWEST_EVENTS = 100;

    private final Disk disk;
    private final Path directory;
    private final CrashMark crashMark;
    private final Erasures erasures;
    private final Deque<LogEntry> newest = new ArrayDeque<>();
    private List<SegmentFile> files = List.of();
    private long epoch;
    private long sequence;
    /** Whether the newest file certainly has all events of it that were delivered. */
    private boolean complete = true;

    private @Nullable LogEntry session;

    LogRecovery(Disk disk, Path directory, CrashMark crashMark, Erasures erasures) {
        this.disk = disk;
        this.directory = directory;
        this.crashMark = crashMark;
        this.erasures = erasures;
    }

    /**
     * Completes the erasures that an earlier process left, and reads the files.
     *
     * @throws IOException if a file cannot be read, rewritten or repaired, which may succeed later
     */
    void read() throws IOException {
        // First, so that the files are known whatever fails: their names tell which ids were assigned, and an erasure
        // that could not be completed is still to be done in all of them.
        files = SegmentFile.list(disk, directory);
        erasures.restore(files);
        files = repaired(files);
        for (int i = files.size() - 1; i >= 0 && (newest.size() < NEWEST_EVENTS || epoch == 0); i--) {
            SegmentContents contents = files.get(i).read(disk, 0);
            if (i == files.size() - 1) {
                sequence = contents.last();
                complete = contents.closed() || crashMark.isComplete(contents.header());
            }
            add(contents);
        }
    }

    private void add(SegmentContents contents) {
        SegmentContents.Header header = contents.header();
        session = header == null ? null : header.session();
        if (epoch == 0 && header != null) {
            epoch = header.epoch();
        }
        List<LogEntry> entries = contents.entries();
        for (int n = entries.size() - 1; n >= 0; n--) {
            epoch = epoch == 0 ? entries.get(n).id().epoch() : epoch;
            newest.addFirst(entries.get(n));
        }
    }

    /** Truncates the last file after its last complete line. Events after that were never shown to subscribers. */
    private List<SegmentFile> repaired(List<SegmentFile> found) throws IOException {
        if (found.isEmpty()) {
            return found;
        }
        SegmentFile last = found.get(found.size() - 1);
        SegmentContents contents = last.read(disk, Long.MAX_VALUE);
        int length = contents.length();
        boolean unused = contents.last() < last.first() && crashMark.isComplete(contents.header());
        if (length == 0 || unused) {
            // The next file may have the same name.
            disk.delete(last.path());
            return repaired(found.subList(0, found.size() - 1));
        }
        try (FileChannel channel = disk.open(last.path(), StandardOpenOption.WRITE)) {
            if (channel.size() > length) {
                channel.truncate(length);
                disk.force(channel);
            }
        }
        return List.copyOf(found);
    }

    /** Returns the files of the log, oldest first; also those that were found before reading them failed. */
    List<SegmentFile> files() {
        return files;
    }

    /** Returns whether there are files and none of them contains a part of a transcript. */
    boolean isDamaged() {
        return epoch == 0 && !files.isEmpty();
    }

    void logDamage(String roomId) {
        LOG.log(
                System.Logger.Level.ERROR,
                "Room {0}: no file in {1} contains a readable transcript; new captions are stored in new files",
                roomId,
                directory);
    }

    /** Returns the position of the newest event; its epoch is 0 if no epoch was found. */
    EventId end() {
        return new EventId(epoch, sequence);
    }

    /** Returns how many ids to skip, because subscribers may have received events that are not in the files. */
    int idsToSkip() {
        return complete ? 0 : CrashMark.IDS_SKIPPED_AFTER_CRASH;
    }

    /** Returns the newest events, oldest first. */
    List<LogEntry> newest() {
        return List.copyOf(newest);
    }

    /** Returns the sessions of the log up to the newest event. */
    SessionSequence sessions() {
        SessionSequence sessions = new SessionSequence();
        if (session != null) {
            sessions.add(session);
        }
        newest.forEach(sessions::add);
        return sessions;
    }

    /** Returns the session that was running when its process ended; null if there is none. */
    @Nullable
    InterruptedSession interruptedSession() throws IOException {
        return InterruptedSession.of(sessions(), newest(), ProgressFile.read(disk, directory), end())
                .orElse(null);
    }

    /** Returns the start of the session that was running before the first of the newest events. */
    @Nullable
    LogEntry session() {
        return session;
    }
}
