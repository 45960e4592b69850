package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TranscriptErased;
import org.jspecify.annotations.Nullable;

/**
 * Removes what one peer has said, its name and its metadata from the events of a room. Every event keeps its id: a final
 * becomes a {@link TranscriptErased}, and the events of the peer's presence lose its name and metadata.
 *
 * @param upTo the newest event at that time; later events are not changed
 */
public record Erasure(String roomId, String peerId, EventId upTo) {
    public Erasure {
        requireNonNull(roomId, "roomId is null");
        requireNonNull(peerId, "peerId is null");
        requireNonNull(upTo, "upTo is null");
    }

    /** Returns the entry without what is erased; the same entry if it contains nothing of that. */
    public LogEntry apply(LogEntry entry) {
        String json = apply(entry.id(), entry.json());
        return json.equals(entry.json())
                ? entry
                : LogEntry.read(entry.id(), entry.previous(), json, entry.appendedAt());
    }

    /** Returns the JSON of an event without what is erased; the same text if it contains nothing of that. */
    public String apply(EventId id, String json) {
        if (id.compareTo(upTo) > 0 || !json.contains("\"peer_id\"")) {
            return json;
        }
        JsonNode node = parse(json);
        if (node == null || !node.path("peer_id").asText().equals(peerId)) {
            return json;
        }
        DurableEvent event = EventJson.read(json).orElse(null);
        DurableEvent kept = event == null ? unknown(node) : without(event);
        return kept == null ? json : EventJson.of(roomId, id, kept);
    }

    private static @Nullable JsonNode parse(String json) {
        try {
            return EventJson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** An event of a later version, or an erased one, which names no peer. */
    private static DurableEvent unknown(JsonNode node) {
        return new TranscriptErased(node.path("session_id").asText(), null, null, null, null);
    }

    /** Returns null if the event contains nothing that is erased. */
    private static @Nullable DurableEvent without(DurableEvent event) {
        if (event instanceof FinalTranscript said) {
            return new TranscriptErased(
                    said.sessionId(), said.utteranceId(), said.start(), said.end(), said.startedAt());
        } else if (event instanceof PeerJoined joined) {
            return new PeerJoined(joined.sessionId(), joined.peerId(), null, null, joined.at(), joined.joinedAt());
        } else if (event instanceof PeerLeft left) {
            return new PeerLeft(left.sessionId(), left.peerId(), null, left.at(), left.leftAt());
        } else if (event instanceof PeerRenamed renamed) {
            return new PeerRenamed(renamed.sessionId(), renamed.peerId(), null, renamed.at(), renamed.renamedAt());
        }
        return event instanceof StreamGap ? null : event;
    }
}
