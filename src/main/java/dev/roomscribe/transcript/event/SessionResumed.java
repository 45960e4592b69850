package dev.roomscribe.transcript.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Another process continues the session with a new agent. The gaps before this event state the audio that is missing. A
 * {@code peer.joined} follows for each peer in the room, also for those that were in it before.
 *
 * @param retention as in {@link SessionStarted}
 */
public record SessionResumed(
        String sessionId,
        double at,
        Instant resumedAt,
        String agentId,
        String model,
        @Nullable String language,
        @Nullable Integer retention)
        implements DurableEvent {
    /** Returns the start of the session, as far as it can be told from this event. */
    public SessionStarted asStarted() {
        return new SessionStarted(
                sessionId, resumedAt.minusMillis(Math.round(at * 1000)), agentId, model, language, retention);
    }

    @Override
    public String type() {
        return "session.resumed";
    }
}
