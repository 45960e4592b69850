package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.log.LogEntry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of one log that are not yet in a file, oldest first. While the disk cannot be written to, writing is
 * retried and the newest events are kept; older ones are dropped and reported as lost.
 *
 * <p>Confined to the writer's thread, except {@link #readable} and {@link #isFailing}, which any thread may call.
 */
final class PendingWrites {
    private static final System.Logger LOG = System.getLogger(PendingWrites.class.getName());
    /** Characters of JSON that are kept while the disk cannot be written to. */
    private static final int MAX_CHARS = 1 << 20;

    private final String roomId;
    private final SegmentFiles segments;
    private final WriteBacklog backlog;
    private final Deque<LogEntry> entries = new ArrayDeque<>();
    private int chars;
    private volatile boolean failing;
    private volatile List<LogEntry> readable = List.of();

    PendingWrites(String roomId, SegmentFiles segments, WriteBacklog backlog) {
        this.roomId = roomId;
        this.segments = segments;
        this.backlog = backlog;
    }

    void add(LogEntry entry) {
        entries.addLast(entry);
        chars += entry.json().length();
        backlog.add(1);
    }

    /** Writes as many events as the disk accepts. */
    void write(@Nullable LogEntry session) {
        try {
            for (LogEntry entry = entries.peekFirst(); entry != null; entry = entries.peekFirst()) {
                segments.write(entry, session);
                removeFirst();
            }
            if (failing) {
                LOG.log(System.Logger.Level.INFO, "Room {0}: writing the transcript works again", roomId);
                failing = false;
                readable = List.of();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        if (!failing) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Room " + roomId + ": the transcript cannot be written to " + segments.directory()
                            + "; captions continue, and writing is retried every second",
                    e);
        }
        failing = true;
        segments.closeFailed();
        int lost = 0;
        while (chars > MAX_CHARS) {
            removeFirst();
            lost++;
        }
        if (lost > 0) {
            backlog.lost(lost);
        }
        readable = List.copyOf(entries);
    }

    private void removeFirst() {
        chars -= entries.removeFirst().json().length();
        backlog.add(-1);
    }

    /** Removes all events without writing them; returns how many there were. */
    int clear() {
        int count = entries.size();
        entries.clear();
        chars = 0;
        readable = List.of();
        if (count > 0) {
            backlog.add(-count);
        }
        return count;
    }

    /** Returns whether the last write failed. */
    boolean isFailing() {
        return failing;
    }

    /** Returns the events that readers have to take from here, as they could not be written. */
    List<LogEntry> readable() {
        return readable;
    }
}
