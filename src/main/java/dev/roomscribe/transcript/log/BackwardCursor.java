package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.EventId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Iterates over the entries between two positions of a log, the newest first, and reads them in pages. Reading blocks. */
public final class BackwardCursor implements Iterator<LogEntry> {
    /** Characters of JSON per page: at least those of a whole file, which is read once. */
    private static final int PAGE_CHARS = 1 << 20;

    private final TranscriptLog log;
    private final EventId after;
    private final Deque<LogEntry> page = new ArrayDeque<>();
    private EventId upTo;
    private boolean exhausted;

    /**
     * @param after the position before the oldest entry
     * @param upTo the position of the newest entry, inclusive
     */
    BackwardCursor(TranscriptLog log, EventId after, EventId upTo) {
        this.log = log;
        this.after = after;
        this.upTo = upTo;
    }

    @Override
    public boolean hasNext() {
        if (page.isEmpty() && !exhausted) {
            page.addAll(
                    log.readBack(after, upTo, PAGE_CHARS).toCompletableFuture().join());
            exhausted = page.isEmpty();
        }
        return !page.isEmpty();
    }

    @Override
    public LogEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        LogEntry next = page.removeLast();
        upTo = new EventId(next.id().epoch(), next.id().sequence() - 1);
        return next;
    }
}
