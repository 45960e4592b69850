package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.EventId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Iterates over the entries between two positions of a log and reads them in pages. Reading blocks. */
public final class Cursor implements Iterator<LogEntry> {
    /** Characters of JSON per page: the memory that one export needs. */
    private static final int PAGE_CHARS = 512 * 1024;

    private final TranscriptLog log;
    private final EventId upTo;
    private final Deque<LogEntry> page = new ArrayDeque<>();
    private EventId position;
    private boolean exhausted;

    /**
     * @param after the position before the first entry
     * @param upTo the position of the last entry, inclusive
     */
    Cursor(TranscriptLog log, EventId after, EventId upTo) {
        this.log = log;
        this.upTo = upTo;
        position = after;
    }

    @Override
    public boolean hasNext() {
        if (page.isEmpty() && !exhausted) {
            page.addAll(
                    log.read(position, upTo, PAGE_CHARS).toCompletableFuture().join());
            exhausted = page.isEmpty();
        }
        return !page.isEmpty();
    }

    @Override
    public LogEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        LogEntry next = page.removeFirst();
        position = next.id();
        return next;
    }
}
