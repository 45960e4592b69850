package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.log.SessionSpan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored session of a room.
 *
 * @param startedAt null if the start of the session is no longer stored; then model and language are null, too
 * @param endedAt null while the session is running
 * @param finals the number of stored utterances
 * @param retention how many seconds after its end the session is erased; null if it has no retention of its own
 * @param beginningLost whether events at the beginning are no longer stored, so that utterances may be missing
 */
public record PastSession(
        String sessionId,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable SessionEndReason reason,
        @Nullable String model,
        @Nullable String language,
        @Nullable Integer retention,
        long finals,
        boolean beginningLost) {
    static PastSession of(SessionSpan span) {
        SessionStarted started = span.started();
        SessionEnded ended = span.ended();
        return new PastSession(
                span.sessionId(),
                started == null ? null : started.startedAt(),
                ended == null ? null : ended.endedAt(),
                ended == null ? null : ended.reason(),
                started == null ? null : started.model(),
                started == null ? null : started.language(),
                span.retention(),
                span.finals(),
                span.beginningLost());
    }
}
