package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.SessionEndReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One session of a room, as far as it is kept.
 *
 * @param startedAt absent if that is no longer kept, as is what else its start says
 * @param endedAt absent while it runs
 * @param finals how many utterances of it are kept
 * @param beginningLost whether its beginning is no longer kept, so that words may be missing
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
