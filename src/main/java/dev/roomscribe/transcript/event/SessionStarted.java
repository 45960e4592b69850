package dev.roomscribe.transcript.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The agent is in the room: from now on it is transcribed. */
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
