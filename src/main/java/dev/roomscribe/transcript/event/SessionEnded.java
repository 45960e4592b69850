package dev.roomscribe.transcript.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The session ended and the agent left. No event of the session follows.
 *
 * @param detail what happened and what to do; null if the reason is enough
 * @param retention as in {@link SessionStarted}, which may have expired before the session ends
 */
public record SessionEnded(
        String sessionId,
        double at,
        Instant endedAt,
        SessionEndReason reason,
        @Nullable String detail,
        @Nullable Integer retention)
        implements DurableEvent {
    /** Without a retention of its own. */
    public SessionEnded(
            String sessionId, double at, Instant endedAt, SessionEndReason reason, @Nullable String detail) {
        this(sessionId, at, endedAt, reason, detail, null);
    }

    @Override
    public String type() {
        return "session.ended";
    }
}
