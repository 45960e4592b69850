package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.EventId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Reads a log from one position up to another, a page at a time. Blocks. */
public final class Cursor implements Iterator<LogEntry> {
    /** Of JSON: what one export holds in memory. */
    private static final int PAGE_CHARS = 512 * 1024;

    private final TranscriptLog log;
    private final EventId upTo;
    private final Deque<LogEntry> page = new ArrayDeque<>();
    private EventId position;
    private boolean over;

    public Cursor(TranscriptLog log, EventId after, EventId upTo) {
        this.log = log;
        this.upTo = upTo;
        position = after;
    }

    @Override
    public boolean hasNext() {
        if (page.isEmpty() && !over) {
            page.addAll(
                    log.read(position, upTo, PAGE_CHARS).toCompletableFuture().join());
            over = page.isEmpty();
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
