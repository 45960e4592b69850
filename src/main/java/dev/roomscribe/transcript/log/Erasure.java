package dev.roomscribe.transcript.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import org.jspecify.annotations.Nullable;

/** Removes something from the events of a room. Every event keeps its id. */
public sealed interface Erasure permits PeerErasure, SessionErasure {
    String roomId();

    /**
     * Returns what remains of an event.
     *
     * @return null if the event contains nothing that is erased
     */
    @Nullable
    DurableEvent remainder(EventId id, JsonNode event);

    /** Returns whether an event may contain what is erased, without parsing it: most events do not. */
    boolean mayConcern(EventId id, String json);

    /** Returns whether every event of a session is erased. */
    boolean includesSession(String sessionId);

    /** Returns the event that tells an open stream to remove what it has sent. */
    CaptionEvent notice();

    /** Returns the entry without what is erased; the same entry if it contains nothing of that. */
    default LogEntry apply(LogEntry entry) {
        String json = apply(entry.id(), entry.json());
        return json.equals(entry.json())
                ? entry
                : LogEntry.read(entry.id(), entry.previous(), json, entry.appendedAt());
    }

    /** Returns the JSON of an event without what is erased; the same text if it contains nothing of that. */
    default String apply(EventId id, String json) {
        if (!mayConcern(id, json)) {
            return json;
        }
        JsonNode node;
        try {
            node = EventJson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return json;
        }
        DurableEvent kept = remainder(id, node);
        return kept == null ? json : EventJson.of(roomId(), id, kept);
    }
}
