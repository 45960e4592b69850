package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of a log that belongs to one session. Consecutive parts of a session are joined to one; {@link SessionSpans}
 * decides which belong together.
 *
 * @param sessionId empty if only a later version can read the first event
 * @param opening what its first event is
 * @param after the position before its first event
 * @param upTo the position of its last event so far
 * @param firstAt when its first event was appended
 * @param lastAt when its last event was appended
 * @param started null if the start is not in this part
 * @param ended null if the end is not in this part
 * @param notTranscribedSince when the previous session ended, which is where the gap before this one begins; null if
 *     there is no such gap
 * @param totals what its stored events add up to
 * @param beginningLost whether events at the beginning are no longer stored
 * @param erased whether all of its events are erased
 */
public record SessionSpan(
        String sessionId,
        Opening opening,
        EventId after,
        EventId upTo,
        Instant firstAt,
        Instant lastAt,
        @Nullable SessionStarted started,
        @Nullable SessionEnded ended,
        @Nullable Instant notTranscribedSince,
        SessionTotals totals,
        boolean beginningLost,
        boolean erased) {
    /** The first event of a span. */
    public enum Opening {
        /** {@code session.started}, which always begins a session. */
        STARTED,
        /** {@code session.resumed}, which begins a session whose start was lost before it was written. */
        RESUMED,
        /** Any other event. */
        INSIDE
    }

    public SessionSpan {
        requireNonNull(sessionId, "sessionId is null");
        requireNonNull(opening, "opening is null");
        requireNonNull(after, "after is null");
        requireNonNull(upTo, "upTo is null");
        requireNonNull(totals, "totals is null");
    }

    /** Returns the span of one event. Parses only the rare events that begin or end something. */
    static SessionSpan of(LogEntry entry) {
        return switch (entry.type()) {
            case "session.started" ->
                of(
                        entry,
                        Opening.STARTED,
                        entry.event().orElse(null) instanceof SessionStarted event ? event : null,
                        null,
                        null);
            case "session.resumed" ->
                of(
                        entry,
                        Opening.RESUMED,
                        entry.event().orElse(null) instanceof SessionResumed event ? event.asStarted() : null,
                        null,
                        null);
            case "session.ended" ->
                of(
                        entry,
                        Opening.INSIDE,
                        null,
                        entry.event().orElse(null) instanceof SessionEnded event ? event : null,
                        null);
            case "stream.gap" -> of(entry, Opening.INSIDE, null, null, notTranscribedSince(entry));
            default -> of(entry, Opening.INSIDE, null, null, null);
        };
    }

    private static @Nullable Instant notTranscribedSince(LogEntry entry) {
        DurableEvent event = entry.event().orElse(null);
        return event instanceof StreamGap gap && gap.reason() == GapReason.NOT_TRANSCRIBED ? gap.startedAt() : null;
    }

    private static SessionSpan of(
            LogEntry entry,
            Opening opening,
            @Nullable SessionStarted started,
            @Nullable SessionEnded ended,
            @Nullable Instant notTranscribedSince) {
        return new SessionSpan(
                entry.text("session_id").orElse(""),
                opening,
                entry.previous(),
                entry.id(),
                entry.appendedAt(),
                entry.appendedAt(),
                started,
                ended,
                notTranscribedSince,
                SessionTotals.of(entry),
                false,
                entry.isErased());
    }

    /** Returns whether another part may be of this session; the start of another session may be among lost events. */
    boolean isContinuedBy(SessionSpan next) {
        return next.sessionId.isEmpty() || next.sessionId.equals(sessionId);
    }

    /** Returns this span extended by the next part of the session. */
    SessionSpan followedBy(SessionSpan next) {
        return new SessionSpan(
                sessionId,
                opening,
                after,
                next.upTo,
                firstAt,
                next.lastAt,
                started,
                next.ended == null ? ended : next.ended,
                notTranscribedSince == null ? next.notTranscribedSince : notTranscribedSince,
                totals.plus(next.totals),
                beginningLost,
                erased && next.erased);
    }

    SessionSpan withBeginningLost(boolean lost) {
        return new SessionSpan(
                sessionId,
                opening,
                after,
                upTo,
                firstAt,
                lastAt,
                started,
                ended,
                notTranscribedSince,
                totals,
                lost,
                erased);
    }

    /** Returns this span without its speakers. */
    public SessionSpan withoutSpeakers() {
        return new SessionSpan(
                sessionId,
                opening,
                after,
                upTo,
                firstAt,
                lastAt,
                started,
                ended,
                notTranscribedSince,
                totals.withoutSpeakers(),
                beginningLost,
                erased);
    }

    /** Returns the part of this span up to a position. Its counts are those of the whole span. */
    SessionSpan upTo(EventId end) {
        return upTo.compareTo(end) <= 0
                ? this
                : new SessionSpan(
                        sessionId,
                        opening,
                        after,
                        end,
                        firstAt,
                        lastAt,
                        started,
                        ended,
                        notTranscribedSince,
                        totals,
                        beginningLost,
                        erased);
    }

    /** Returns how many seconds after its end the session is erased; null if its start request does not tell. */
    public @Nullable Integer retention() {
        Integer atStart = started == null ? null : started.retention();
        return atStart == null && ended != null ? ended.retention() : atStart;
    }

    /** Returns the earliest time that an event of the session concerns. */
    public Instant firstMissing() {
        Instant begin = begin();
        return started != null && notTranscribedSince != null && notTranscribedSince.isBefore(begin)
                ? notTranscribedSince
                : begin;
    }

    /** Returns the start of the session, or the time of its first stored event. */
    public Instant begin() {
        return started == null ? firstAt : started.startedAt();
    }

    /** Returns when the session ended, or the time of its last stored event. */
    public Instant end() {
        return ended == null ? lastAt : ended.endedAt();
    }
}
