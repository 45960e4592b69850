package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.log.LogEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a session stands in its room's log.
 *
 * @param after the position before its first event
 * @param upTo the position of its last event so far
 * @param firstAt when its first event was appended
 * @param lastAt when its last event was appended
 */
record SessionSpan(
        String sessionId,
        EventId after,
        EventId upTo,
        Instant firstAt,
        Instant lastAt,
        @Nullable SessionStarted started,
        @Nullable SessionEnded ended,
        long finals,
        boolean beheaded) {
    static SessionSpan beginning(LogEntry entry, boolean beheaded) {
        DurableEvent event = entry.event().orElse(null);
        return new SessionSpan(
                event == null ? "" : event.sessionId(),
                entry.previous(),
                entry.previous(),
                entry.appendedAt(),
                entry.appendedAt(),
                event instanceof SessionStarted start ? start : null,
                null,
                0,
                beheaded);
    }

    SessionSpan with(LogEntry entry) {
        boolean over = entry.type().equals("session.ended");
        return new SessionSpan(
                sessionId,
                after,
                entry.id(),
                firstAt,
                entry.appendedAt(),
                started,
                over && entry.event().orElse(null) instanceof SessionEnded end ? end : ended,
                entry.type().equals("transcript.final") ? finals + 1 : finals,
                beheaded);
    }

    Instant begin() {
        return started == null ? firstAt : started.startedAt();
    }

    PastSession shown() {
        return new PastSession(
                sessionId,
                started == null ? null : started.startedAt(),
                ended == null ? null : ended.endedAt(),
                ended == null ? null : ended.reason(),
                started == null ? null : started.model(),
                started == null ? null : started.language(),
                finals,
                beheaded);
    }
}
