package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import java.time.Instant;
import java.util.List;

/**
 * A session whose process ended without ending it, as its log describes it. Times are by the session's own clock, which the
 * wall clock only continues from the last moment that the process recorded.
 *
 * @param gaps the audio of each track that was received and is not final
 * @param missingFrom since when no audio was received, in seconds from the session's start
 * @param at the moment when the log was opened, in seconds from the session's start
 * @param openedAt the same moment by the wall clock
 */
public record Interruption(
        SessionStarted started, List<StreamGap> gaps, double missingFrom, double at, Instant openedAt) {
    public Interruption {
        requireNonNull(started, "started is null");
        gaps = List.copyOf(gaps);
        requireNonNull(openedAt, "openedAt is null");
    }

    /** Returns the session's time now, in seconds from its start; never before the log was opened. */
    public double now(Instant wallClock) {
        return at + InterruptedSession.elapsed(openedAt, wallClock);
    }
}
