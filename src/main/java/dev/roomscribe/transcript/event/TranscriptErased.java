package dev.roomscribe.transcript.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a final whose speaker's words were erased: it has the id of the final, and nothing of what was said or who said
 * it.
 *
 * @param utteranceId of the final; null if an event was erased whose type only a later version knows
 * @param start the start of the final; null as for {@code utteranceId}
 * @param end the end of the final; null as for {@code utteranceId}
 * @param startedAt the wall-clock time of {@code start}; null as for {@code utteranceId}
 */
public record TranscriptErased(
        String sessionId,
        @Nullable String utteranceId,
        @Nullable Double start,
        @Nullable Double end,
        @Nullable Instant startedAt)
        implements DurableEvent {
    @Override
    public String type() {
        return "transcript.erased";
    }
}
