package dev.roomscribe.transcript.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The agent joined the room and transcription began.
 *
 * @param retention how many seconds after its end the session is erased; null to keep it as long as other transcripts
 */
public record SessionStarted(
        String sessionId,
        Instant startedAt,
        String agentId,
        String model,
        @Nullable String language,
        @Nullable Integer retention)
        implements DurableEvent {
    /** Without a retention of its own. */
    public SessionStarted(
            String sessionId, Instant startedAt, String agentId, String model, @Nullable String language) {
        this(sessionId, startedAt, agentId, model, language, null);
    }

    @Override
    public String type() {
        return "session.started";
    }
}
