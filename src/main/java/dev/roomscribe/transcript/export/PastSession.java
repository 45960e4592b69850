package dev.roomscribe.transcript.export;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.TalkTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A stored session of a room.
 *
 * @param startedAt null if the start of the session is no longer stored; then model and language are null, too
 * @param endedAt null if the session has no end
 * @param duration seconds until its end, or until its newest event
 * @param finals the number of stored utterances
 * @param gaps the number of stored gaps in which something was lost: not those of a pause, or of the time before the session
 * @param lostSeconds the sum of their lengths
 * @param speakers the peers that have spoken longest, the longest first
 * @param moreSpeakers the number of further speakers; null if there are none
 * @param retention how many seconds after its end the session is erased; null if it has no retention of its own
 * @param beginningLost whether events at the beginning are no longer stored, so that utterances may be missing
 */
public record PastSession(
        String sessionId,
        State state,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable SessionEndReason reason,
        @Nullable String model,
        @Nullable String language,
        @Nullable Integer retention,
        double duration,
        long finals,
        long gaps,
        double lostSeconds,
        List<SpeakerTime> speakers,
        @Nullable Integer moreSpeakers,
        boolean beginningLost) {
    /** Whether a session has an end. */
    public enum State {
        RUNNING,
        /** The session does not run and has no end, because its process or the disk failed. */
        INTERRUPTED,
        ENDED;

        @JsonValue
        public String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Returns what a session's part of the log tells.
     *
     * @param running whether the session is running if it has no end
     */
    public static PastSession of(SessionSpan span, boolean running) {
        SessionStarted started = span.started();
        SessionEnded ended = span.ended();
        List<TalkTime> speakers = span.totals().speakers();
        int more = speakers.size() - SpeakerTime.MAX_SPEAKERS;
        return new PastSession(
                span.sessionId(),
                ended != null ? State.ENDED : running ? State.RUNNING : State.INTERRUPTED,
                started == null ? null : started.startedAt(),
                ended == null ? null : ended.endedAt(),
                ended == null ? null : ended.reason(),
                started == null ? null : started.model(),
                started == null ? null : started.language(),
                span.retention(),
                Math.max(0, Duration.between(span.begin(), span.end()).toMillis()) / 1000.0,
                span.totals().finals(),
                span.totals().gaps(),
                span.totals().lostMillis() / 1000.0,
                SpeakerTime.longest(speakers),
                more > 0 ? more : null,
                span.beginningLost());
    }
}
