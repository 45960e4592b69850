package dev.roomscribe.transcript.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Replaces what was erased: a final of a speaker whose words were erased, or any event of a session that was erased. It has
 * the id of the event, and neither the text nor the speaker.
 *
 * @param utteranceId of the final; null for another event
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
    /** Returns the event that replaces one whose session is all that remains. */
    public static TranscriptErased of(String sessionId) {
        return new TranscriptErased(sessionId, null, null, null, null);
    }

    @Override
    public String type() {
        return "transcript.erased";
    }
}
