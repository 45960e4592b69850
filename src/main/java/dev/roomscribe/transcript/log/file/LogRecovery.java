package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what earlier processes wrote of one log, and repairs a file that was not written completely. */
final class LogRecovery {
    /** Enough events for the snapshot that a new subscriber receives. */
    private static final int NEWEST_EVENTS = 100;

    private final Path directory;
    private final Deque<LogEntry> newest = new ArrayDeque<>();
    private List<SegmentFile> files = List.of();
    private long epoch;
    private long sequence;
    private boolean closed = true;
    private @Nullable LogEntry session;

    LogRecovery(Path directory) {
        this.directory = directory;
    }

    /** @throws IOException if a file cannot be read or no file contains a part of a transcript */
    void read() throws IOException {
        files = repaired(SegmentFile.list(directory));
        for (int i = files.size() - 1; i >= 0 && (newest.size() < NEWEST_EVENTS || epoch == 0); i--) {
            SegmentContents contents = files.get(i).read(0);
            if (i == files.size() - 1) {
                sequence = contents.last();
                closed = contents.closed();
            }
            add(contents);
        }
        if (epoch == 0 && !files.isEmpty()) {
            throw new IOException("no file in " + directory + " contains a transcript");
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
    private static List<SegmentFile> repaired(List<SegmentFile> found) throws IOException {
        if (found.isEmpty()) {
            return found;
        }
        SegmentFile last = found.get(found.size() - 1);
        int complete = last.read(Long.MAX_VALUE).length();
        if (complete == 0) {
            Files.delete(last.path());
            return repaired(found.subList(0, found.size() - 1));
        }
        try (FileChannel channel = FileChannel.open(last.path(), StandardOpenOption.WRITE)) {
            if (channel.size() > complete) {
                channel.truncate(complete);
                channel.force(false);
            }
        }
        return List.copyOf(found);
    }

    /** Returns the files of the log, oldest first; also available if reading them failed. */
    List<SegmentFile> files() {
        return files;
    }

    /** Returns the position of the newest event; its epoch is 0 if no epoch was found. */
    EventId end() {
        return new EventId(epoch, sequence);
    }

    /** Returns whether the process that wrote the newest file closed it. */
    boolean wasClosed() {
        return closed;
    }

    /** Returns the newest events, oldest first. */
    List<LogEntry> newest() {
        return List.copyOf(newest);
    }

    /** Returns the start of the session that was running before the first of the newest events. */
    @Nullable
    LogEntry session() {
        return session;
    }
}
