package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a log in their order: the running one, the last one that ended, and the intervals between sessions that
 * no gap states yet. Every kind of log uses it to state the time between two sessions. Not thread-safe.
 */
public final class SessionSequence {
    /** More than the time from the end of a session until its event is appended. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(10);
    /** Times in stored events have whole milliseconds. */
    private static final Duration ROUNDING = Duration.ofMillis(2);

    /**
     * The time between two sessions.
     *
     * @param after the end of the session before
     */
    private record Interval(LogEntry after, Instant from, Instant to) {}

    private final List<Interval> unstated = new ArrayList<>();
    private @Nullable LogEntry running;
    private @Nullable LogEntry ended;
    /** The first session, if it is unknown what was in the log before it. */
    private @Nullable LogEntry first;

    /** Takes note of an entry of the log; entries come in the order of their ids. */
    public void add(LogEntry entry) {
        if (entry.type().equals("session.started")) {
            LogEntry end = ended;
            if (running == null && end != null) {
                addInterval(end, entry);
            } else if (running == null) {
                first = entry;
            }
            running = entry;
        } else if (entry.type().equals("session.resumed")) {
            // The start may be lost, or still unreadable.
            running = running == null ? entry : running;
        } else if (entry.type().equals("session.ended")) {
            running = null;
            ended = entry;
        } else if (entry.isErased() && running == null) {
            // It is unknown when this session ended, so no gap states the time after it.
            ended = null;
        } else if (entry.type().equals("stream.gap") && entry.event().orElse(null) instanceof StreamGap gap) {
            removeInterval(gap);
        }
    }

    private void addInterval(LogEntry end, LogEntry start) {
        if (!(start.event().orElse(null) instanceof SessionStarted started)) {
            return;
        }
        Instant from = end.event().orElse(null) instanceof SessionEnded event ? event.endedAt() : end.appendedAt();
        if (!isNear(from, end.appendedAt()) && isNear(started.startedAt(), start.appendedAt())) {
            // The wall clock was changed during the previous session, whose times continue by its own clock.
            from = end.appendedAt();
        }
        from = from.truncatedTo(ChronoUnit.MILLIS);
        if (from.isBefore(started.startedAt())) {
            unstated.add(new Interval(end, from, started.startedAt()));
        }
    }

    private void removeInterval(StreamGap gap) {
        Double to = gap.to();
        if (gap.reason() == GapReason.NOT_TRANSCRIBED && to != null) {
            Instant end = gap.startedAt().plusMillis(Math.round((to - gap.from()) * 1000));
            unstated.removeIf(
                    interval -> Duration.between(interval.to, end).abs().compareTo(ROUNDING) <= 0);
        }
    }

    /** Forgets when a session ended that is erased. */
    public void erase(Erasure erasure) {
        if (ended != null && erasure.apply(ended) != ended) {
            ended = null;
        }
        unstated.removeIf(interval -> erasure.apply(interval.after) != interval.after);
    }

    /** Forgets all sessions, as the log was erased. */
    public void clear() {
        unstated.clear();
        running = null;
        ended = null;
        first = null;
    }

    /** Puts the sessions of an earlier part of the log before these. */
    public void follow(SessionSequence before) {
        unstated.addAll(0, before.unstated);
        LogEntry start = first;
        first = before.first;
        if (start != null && before.running == null && before.ended != null) {
            addInterval(before.ended, start);
        }
        if (running == null && ended == null) {
            running = before.running;
            ended = before.ended;
        }
    }

    /** Returns the start of the running session; null if no session is running. */
    public @Nullable LogEntry running() {
        return running;
    }

    /** Returns whether this session is running. */
    public boolean isRunning(String sessionId) {
        return running != null
                && running.event()
                        .filter(event -> event.sessionId().equals(sessionId))
                        .isPresent();
    }

    /**
     * Returns the gaps to append now: those that state the time between two sessions, in the times of the running session.
     * Usually this is one gap, directly after the start of a session.
     *
     * @param start the position before the oldest stored event: the end of the session before a gap must be stored
     * @return empty if no session is running, as no event comes between two sessions
     */
    public List<StreamGap> unstatedGaps(EventId start) {
        if (running == null || !(running.event().orElse(null) instanceof SessionStarted session)) {
            return List.of();
        }
        unstated.removeIf(interval -> interval.after.id().compareTo(start) <= 0);
        return unstated.stream().map(interval -> gap(interval, session)).toList();
    }

    private static StreamGap gap(Interval interval, SessionStarted session) {
        return new StreamGap(
                session.sessionId(),
                null,
                null,
                seconds(session, interval.from),
                seconds(session, interval.to),
                GapReason.NOT_TRANSCRIBED,
                interval.from,
                "No session was running in this room.");
    }

    private static double seconds(SessionStarted session, Instant time) {
        return Duration.between(session.startedAt(), time).toMillis() / 1000.0;
    }

    private static boolean isNear(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(CLOCK_TOLERANCE) <= 0;
    }
}
