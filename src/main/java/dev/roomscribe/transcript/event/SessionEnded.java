package dev.roomscribe.transcript.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The agent has left: nothing more of this session will come.
 *
 * @param detail what happened and what to do, where the reason alone does not say
 */
public record SessionEnded(
        String sessionId,
        double at,
        Instant endedAt,
        SessionEndReason reason,
        @Nullable String detail) implements DurableEvent {
    @Override
    public String type() {
        return "session.ended";
    }
}
