package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.SessionErased;
import dev.roomscribe.transcript.event.TranscriptErased;
import org.jspecify.annotations.Nullable;

/** Removes a session that has ended: each of its events becomes a {@link TranscriptErased} that only names the session. */
public record SessionErasure(String roomId, String sessionId) implements Erasure {
    public SessionErasure {
        requireNonNull(roomId, "roomId is null");
        requireNonNull(sessionId, "sessionId is null");
    }

    @Override
    public boolean mayConcern(EventId id, String json) {
        return json.contains(sessionId);
    }

    @Override
    public @Nullable DurableEvent remainder(EventId id, JsonNode event) {
        return includesSession(event.path("session_id").asText()) ? TranscriptErased.of(sessionId) : null;
    }

    @Override
    public boolean includesSession(String session) {
        return session.equals(sessionId);
    }

    @Override
    public SessionErased notice() {
        return new SessionErased(sessionId);
    }
}
