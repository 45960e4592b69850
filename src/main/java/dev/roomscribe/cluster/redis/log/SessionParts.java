package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.SessionSpans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one room's stream, as far as it was read, divided into parts, so that dropping the oldest events changes
 * only the first part. Guarded by its lock.
 */
final class SessionParts {
    /** Events per part. */
    private static final int SIZE = 500;

    private final List<Part> parts = new ArrayList<>();
    private final long epoch;
    private final long erasures;

    /** Consecutive events. */
    private static final class Part {
        private final SessionSpans spans = SessionSpans.ofPart();
        private final EventId after;
        private EventId upTo;
        private int size;

        Part(EventId after) {
            this.after = after;
            upTo = after;
        }

        void add(LogEntry entry) {
            spans.add(entry);
            upTo = entry.id();
            size++;
        }

        boolean endsBefore(Instant time) {
            List<SessionSpan> all = spans.list();
            return all.get(all.size() - 1).lastAt().isBefore(time);
        }
    }

    SessionParts(long epoch, long erasures) {
        this.epoch = epoch;
        this.erasures = erasures;
    }

    /** Returns whether these are the sessions of a stream, of which events were only added or dropped. */
    synchronized boolean isOf(long streamEpoch, long streamErasures) {
        return epoch == streamEpoch && erasures == streamErasures;
    }

    /** Returns the position up to which the stream was read; null if nothing was. */
    synchronized @Nullable EventId end() {
        return parts.isEmpty() ? null : parts.get(parts.size() - 1).upTo;
    }

    /** Adds events that follow those that were added before. */
    synchronized void add(List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
            if (last == null || last.size >= SIZE) {
                last = new Part(entry.previous());
                parts.add(last);
            }
            if (entry.id().compareTo(last.upTo) > 0) {
                last.add(entry);
            }
        }
    }

    /** Drops what is before the oldest stored event; returns the end of a part that has only some of its events left. */
    synchronized @Nullable EventId dropUpTo(EventId start) {
        while (!parts.isEmpty() && parts.get(0).upTo.compareTo(start) <= 0) {
            parts.remove(0);
        }
        return parts.isEmpty() || parts.get(0).after.compareTo(start) >= 0 ? null : parts.get(0).upTo;
    }

    /** Replaces the first part by the events that are left of it. */
    synchronized void replaceFirst(EventId start, List<LogEntry> entries) {
        if (!parts.isEmpty() && !entries.isEmpty()) {
            Part part = new Part(start);
            entries.forEach(part::add);
            parts.set(0, part);
        }
    }

    synchronized List<SessionSpan> sessions(EventId start, EventId end) {
        SessionSpans all = SessionSpans.ofLog(start);
        parts.forEach(part -> part.spans.list().forEach(all::add));
        return all.upTo(end);
    }

    /** Returns the end of the last part whose events were all appended before a time, or the given start. */
    synchronized EventId positionBefore(EventId start, Instant time) {
        EventId position = start;
        for (Part part : parts) {
            if (!part.endsBefore(time)) {
                break;
            }
            position = part.upTo.compareTo(position) > 0 ? part.upTo : position;
        }
        return position;
    }
}
