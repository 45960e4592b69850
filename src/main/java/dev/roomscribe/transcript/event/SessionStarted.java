package dev.roomscribe.transcript.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The agent joined the room and transcription began. */
public record SessionStarted(
        String sessionId,
        Instant startedAt,
        String agentId,
        String model,
        @Nullable String language) implements DurableEvent {
    @Override
    public String type() {
        return "session.started";
    }
}
