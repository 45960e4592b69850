package dev.roomscribe.transcript.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The session ended and the agent left. No event of the session follows.
 *
 * @param detail what happened and what to do; null if the reason is enough
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
