package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PeerErased;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TranscriptErased;
import org.jspecify.annotations.Nullable;

/**
 * Removes what one peer has said, its name and its metadata: a final becomes a {@link TranscriptErased}, and the events of
 * the peer's presence lose its name and metadata.
 *
 * @param upTo the newest event at that time; later events are not changed
 */
public record PeerErasure(String roomId, String peerId, EventId upTo) implements Erasure {
    public PeerErasure {
        requireNonNull(roomId, "roomId is null");
        requireNonNull(peerId, "peerId is null");
        requireNonNull(upTo, "upTo is null");
    }

    @Override
    public boolean mayConcern(EventId id, String json) {
        return id.compareTo(upTo) <= 0 && json.contains("\"peer_id\"");
    }

    @Override
    public boolean includesSession(String sessionId) {
        return false;
    }

    @Override
    public PeerErased notice() {
        return new PeerErased(peerId);
    }

    @Override
    public @Nullable DurableEvent remainder(EventId id, JsonNode json) {
        if (id.compareTo(upTo) > 0 || !json.path("peer_id").asText().equals(peerId)) {
            return null;
        }
        DurableEvent event = EventJson.read(json.toString()).orElse(null);
        // An event that only a later version knows loses everything.
        return event == null ? TranscriptErased.of(json.path("session_id").asText()) : without(event);
    }

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
