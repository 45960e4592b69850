package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a log in their order: the running one, and the last one that ended. Every kind of log uses it to state
 * the time between two sessions. Not thread-safe.
 */
public final class SessionSequence {
    /** More than the time from the end of a session until its event is appended. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(10);

    private @Nullable LogEntry running;
    private @Nullable LogEntry ended;

    /** Takes note of an entry of the log; entries come in the order of their ids. */
    public void add(LogEntry entry) {
        if (entry.type().equals("session.started")) {
            running = entry;
        } else if (entry.type().equals("session.resumed")) {
            // The start may be lost, or still unreadable.
            running = running == null ? entry : running;
        } else if (entry.type().equals("session.ended")) {
            running = null;
            ended = entry;
        }
    }

    /** Forgets all sessions, as the log was erased. */
    public void clear() {
        running = null;
        ended = null;
    }

    /** Takes over the sessions of the part of the log before, as far as this does not know later ones. */
    public void follow(SessionSequence before) {
        if (running == null && ended == null) {
            running = before.running;
            ended = before.ended;
        }
    }

    /** Returns the start of the running session; null if no session is running. */
    public @Nullable LogEntry running() {
        return running;
    }

    /**
     * Returns the gap to append directly after the start of a session: from the end of the previous session to this start.
     * Must be called before the start is added.
     *
     * @param start the position before the oldest stored event: the end of the previous session must be stored
     * @param now the wall-clock time
     * @return empty if the log does not store when the previous session ended, or no time passed since
     */
    public Optional<StreamGap> gapBefore(SessionStarted started, EventId start, Instant now) {
        if (running != null || ended == null || ended.id().compareTo(start) <= 0) {
            return Optional.empty();
        }
        Instant end = ended.event().orElse(null) instanceof SessionEnded event ? event.endedAt() : ended.appendedAt();
        if (!isNear(end, ended.appendedAt()) && isNear(started.startedAt(), now)) {
            // The wall clock was changed during the previous session, whose times continue by its own clock.
            end = ended.appendedAt();
        }
        long millis = Duration.between(end.truncatedTo(ChronoUnit.MILLIS), started.startedAt())
                .toMillis();
        return millis <= 0
                ? Optional.empty()
                : Optional.of(new StreamGap(
                        started.sessionId(),
                        null,
                        null,
                        -millis / 1000.0,
                        0.0,
                        GapReason.NOT_TRANSCRIBED,
                        started.startedAt().minusMillis(millis),
                        "No session was running in this room."));
    }

    private static boolean isNear(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(CLOCK_TOLERANCE) <= 0;
    }
}
