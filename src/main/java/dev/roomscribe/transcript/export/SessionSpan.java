package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.log.LogEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of a log that belongs to one session.
 *
 * @param after the position before its first event
 * @param upTo the position of its last event so far
 * @param firstAt when its first event was appended
 * @param lastAt when its last event was appended
 * @param started null if the start is no longer stored
 * @param ended null if the session has not ended
 * @param notTranscribedSince when the previous session ended, which is where the gap before this one begins; null if
 *     there is no such gap
 * @param finals the number of stored finals
 * @param beginningLost whether events at the beginning are no longer stored
 */
record SessionSpan(
        String sessionId,
        EventId after,
        EventId upTo,
        Instant firstAt,
        Instant lastAt,
        @Nullable SessionStarted started,
        @Nullable SessionEnded ended,
        @Nullable Instant notTranscribedSince,
        long finals,
        boolean beginningLost) {
    /** Returns a span that starts at an entry. */
    static SessionSpan startingAt(LogEntry entry, boolean beginningLost) {
        DurableEvent event = entry.event().orElse(null);
        return new SessionSpan(
                        event == null ? "" : event.sessionId(),
                        entry.previous(),
                        entry.previous(),
                        entry.appendedAt(),
                        entry.appendedAt(),
                        start(event),
                        null,
                        null,
                        0,
                        beginningLost)
                .with(entry);
    }

    private static @Nullable SessionStarted start(@Nullable DurableEvent event) {
        if (event instanceof SessionResumed resumed) {
            return resumed.asStarted();
        }
        return event instanceof SessionStarted started ? started : null;
    }

    /** Returns the span extended by the next entry. */
    SessionSpan with(LogEntry entry) {
        boolean isEnd = entry.type().equals("session.ended");
        return new SessionSpan(
                sessionId,
                after,
                entry.id(),
                firstAt,
                entry.appendedAt(),
                started,
                isEnd && entry.event().orElse(null) instanceof SessionEnded end ? end : ended,
                gapBefore(entry),
                entry.type().equals("transcript.final") ? finals + 1 : finals,
                beginningLost);
    }

    /** Only gaps are read for this, as reading every event takes long. */
    private @Nullable Instant gapBefore(LogEntry entry) {
        boolean isFirst = notTranscribedSince == null && started != null;
        return isFirst
                        && entry.type().equals("stream.gap")
                        && entry.event().orElse(null) instanceof StreamGap gap
                        && gap.reason() == GapReason.NOT_TRANSCRIBED
                ? gap.startedAt()
                : notTranscribedSince;
    }

    /** Returns the earliest time that an event of the session concerns. */
    Instant firstMissing() {
        Instant begin = begin();
        return notTranscribedSince != null && notTranscribedSince.isBefore(begin) ? notTranscribedSince : begin;
    }

    /** Returns the start of the session, or the time of its first stored event. */
    Instant begin() {
        return started == null ? firstAt : started.startedAt();
    }

    PastSession summary() {
        return new PastSession(
                sessionId,
                started == null ? null : started.startedAt(),
                ended == null ? null : ended.endedAt(),
                ended == null ? null : ended.reason(),
                started == null ? null : started.model(),
                started == null ? null : started.language(),
                finals,
                beginningLost);
    }
}
