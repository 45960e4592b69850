package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.SessionEndReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored session of a room.
 *
 * @param startedAt null if the start of the session is no longer stored; then model and language are null, too
 * @param endedAt null while the session is running
 * @param finals the number of stored utterances
 * @param beginningLost whether events at the beginning are no longer stored, so that utterances may be missing
 */
public record PastSession(
        String sessionId,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable SessionEndReason reason,
        @Nullable String model,
        @Nullable String language,
        long finals,
        boolean beginningLost) {}
