package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.StorageObserver;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The events of one log that are not yet in a file, oldest first, and the newest ones that are, in case their file is
 * deleted. While the disk cannot be written to, writing is retried and the newest events are kept; older ones are dropped
 * and reported as lost.
 *
 * <p>Confined to the writer's executor, except {@link #readable} and {@link #isFailing}, which any thread may call.
 */
final class PendingWrites {
    private static final System.Logger LOG = System.getLogger(PendingWrites.class.getName());
    /** Characters of JSON that are kept while the disk cannot be written to. */
    private static final int MAX_CHARS = 1 << 20;
    /** Characters of JSON that are kept of what was written. */
    private static final int MAX_WRITTEN_CHARS = 256 * 1024;

    /** Counts the events of all rooms that are not yet on disk, and reports them to the observer. Thread-safe. */
    static final class Backlog {
        private final StorageObserver observer;
        private final AtomicLong events = new AtomicLong();

        Backlog(StorageObserver observer) {
            this.observer = observer;
        }

        /** Changes the number of unwritten events. */
        void add(long change) {
            observer.unwritten(events.addAndGet(change));
        }

        /** Reports events that no log will store. */
        void lost(int count) {
            observer.lost(count);
        }
    }

    private final String roomId;
    private final SegmentFiles segments;
    private final Backlog backlog;
    private final CrashMark crashMark;
    private final Deque<LogEntry> entries = new ArrayDeque<>();
    private final Deque<LogEntry> written = new ArrayDeque<>();
    private int chars;
    private int writtenChars;
    /** The first sequence that this process wrote, and the one after the last. */
    private long firstWritten = Long.MAX_VALUE;

    private long nextSequence;
    private boolean held;
    private volatile boolean failing;
    private volatile List<LogEntry> readable = List.of();

    PendingWrites(String roomId, SegmentFiles segments, Backlog backlog, CrashMark crashMark) {
        this.roomId = roomId;
        this.segments = segments;
        this.backlog = backlog;
        this.crashMark = crashMark;
    }

    void add(LogEntry entry) {
        entries.addLast(entry);
        chars += entry.json().length();
        backlog.add(1);
    }

    private void addFirst(LogEntry entry) {
        entries.addFirst(entry);
        chars += entry.json().length();
        backlog.add(1);
    }

    /** Stops writing until {@link #release}: the position in the files is unknown as long as they cannot be read. */
    void hold() {
        held = true;
        failing = true;
        crashMark.onWaiting(this);
    }

    /**
     * Allows writing again after the files were read.
     *
     * @param before events to write first
     * @param end the position of the last of these events, or of the newest event in the files
     * @param firstId the first id that was assigned while writing was held
     */
    void release(List<LogEntry> before, EventId end, EventId firstId) {
        held = false;
        LogEntry first = entries.peekFirst();
        if (first != null && first.id().equals(firstId)) {
            // No event is missing between the two, although their ids are of different epochs.
            entries.removeFirst();
            entries.addFirst(LogEntry.read(first.id(), end, first.json(), first.appendedAt()));
        }
        for (int n = before.size() - 1; n >= 0; n--) {
            addFirst(before.get(n));
        }
    }

    /** Writes as many events as the disk accepts. */
    void write(@Nullable LogEntry session) {
        if (held) {
            dropOldest();
            return;
        }
        try {
            for (LogEntry entry = entries.peekFirst(); entry != null; entry = entries.peekFirst()) {
                segments.write(entry, session);
                removeFirst();
                keep(entry);
            }
            if (failing) {
                LOG.log(System.Logger.Level.INFO, "Room {0}: writing the transcript works again", roomId);
                failing = false;
                readable = List.of();
                crashMark.onWritten(this);
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
        crashMark.onWaiting(this);
        segments.closeFailed();
        dropOldest();
    }

    private void dropOldest() {
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

    private void keep(LogEntry entry) {
        firstWritten = Math.min(firstWritten, entry.id().sequence());
        nextSequence = entry.id().sequence() + 1;
        written.addLast(entry);
        writtenChars += entry.json().length();
        while (writtenChars > MAX_WRITTEN_CHARS && written.size() > 1) {
            writtenChars -= written.removeFirst().json().length();
        }
    }

    /**
     * Moves the newest events that were written back to those that are not, because their files are missing. Reports the
     * older ones that this process wrote as lost.
     *
     * @param fromSequence the first sequence in the missing files
     */
    void writeAgain(long fromSequence) {
        long again = nextSequence;
        Iterator<LogEntry> newestFirst = written.descendingIterator();
        int count = 0;
        while (newestFirst.hasNext()) {
            LogEntry entry = newestFirst.next();
            if (entry.id().sequence() >= fromSequence) {
                addFirst(entry);
                again = entry.id().sequence();
                count++;
            }
        }
        long lost = Math.max(0, again - Math.max(fromSequence, firstWritten));
        written.clear();
        writtenChars = 0;
        if (lost > 0) {
            backlog.lost((int) lost);
        }
        LOG.log(
                System.Logger.Level.ERROR,
                "Room {0}: files of the transcript in {1} were deleted while the service is running; the newest {2}"
                        + " events are written again, older ones are lost",
                roomId,
                segments.directory(),
                count);
    }

    /** Replaces each event that is kept in memory. */
    void replaceAll(UnaryOperator<LogEntry> change) {
        List<LogEntry> unwritten = entries.stream().map(change).toList();
        List<LogEntry> kept = written.stream().map(change).toList();
        entries.clear();
        entries.addAll(unwritten);
        written.clear();
        written.addAll(kept);
        chars = length(unwritten);
        writtenChars = length(kept);
        readable = readable.isEmpty() ? List.of() : List.copyOf(unwritten);
    }

    private static int length(List<LogEntry> entries) {
        return entries.stream().mapToInt(entry -> entry.json().length()).sum();
    }

    /** Removes all events without writing them; returns how many there were. */
    int clear() {
        int count = entries.size();
        entries.clear();
        chars = 0;
        written.clear();
        writtenChars = 0;
        readable = List.of();
        if (count > 0) {
            backlog.add(-count);
        }
        return count;
    }

    /** Allows writing, as the files that could not be read were deleted. */
    void reset() {
        clear();
        held = false;
        failing = false;
        crashMark.onWritten(this);
    }

    /** Returns the oldest event that is not yet in a file. */
    @Nullable
    LogEntry first() {
        return entries.peekFirst();
    }

    /** Returns whether the last write failed, or writing is held. */
    boolean isFailing() {
        return failing;
    }

    /** Returns the events that readers have to take from here, as they could not be written. */
    List<LogEntry> readable() {
        return readable;
    }
}
