package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.event.EventId;
import java.time.Instant;
import java.util.List;

/** The log of a room as it was at one moment, for reading. Events that are appended later are not part of it. */
public final class LogSnapshot {
    private final String roomId;
    private final TranscriptLog log;
    private final LogRange range;

    /** @param range the positions that the log held at that moment */
    public LogSnapshot(String roomId, TranscriptLog log, LogRange range) {
        this.roomId = requireNonNull(roomId, "roomId is null");
        this.log = requireNonNull(log, "log is null");
        this.range = requireNonNull(range, "range is null");
    }

    public String roomId() {
        return roomId;
    }

    public LogRange range() {
        return range;
    }

    /** Returns the sessions of the log, oldest first, from its index. Blocks. */
    public List<SessionSpan> sessions() {
        return log.sessions(range).toCompletableFuture().join();
    }

    /** Returns all entries. Reading them blocks. */
    public Cursor entries() {
        return entries(range.start(), range.end());
    }

    /** Returns the entries after a position, up to and including another. Reading them blocks. */
    public Cursor entries(EventId after, EventId upTo) {
        return new Cursor(log, after, upTo);
    }

    /** Returns the entries after a position, up to and including another, the newest first. Reading them blocks. */
    public BackwardCursor entriesBack(EventId after, EventId upTo) {
        return new BackwardCursor(log, after, upTo);
    }

    /** Returns a position before every event that was appended at a time or later, from the index of the log. Blocks. */
    public EventId positionBefore(Instant time) {
        return log.positionBefore(range, time).toCompletableFuture().join();
    }
}
