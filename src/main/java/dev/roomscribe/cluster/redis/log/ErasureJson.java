package dev.roomscribe.cluster.redis.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.PeerErasure;
import dev.roomscribe.transcript.log.SessionErasure;
import java.util.Optional;

/** How an erasure is told to the other nodes. */
final class ErasureJson {
    private ErasureJson() {}

    static String write(Erasure erasure) {
        ObjectNode json = EventJson.MAPPER.createObjectNode();
        if (erasure instanceof PeerErasure peer) {
            json.put("peer_id", peer.peerId()).put("up_to", peer.upTo().toString());
        } else if (erasure instanceof SessionErasure session) {
            json.put("session_id", session.sessionId());
        }
        return EventJson.write(json);
    }

    /** Parses an erasure; empty if only a later version knows it. */
    static Optional<Erasure> read(String roomId, String text) {
        try {
            JsonNode json = EventJson.MAPPER.readTree(text);
            if (json.has("session_id")) {
                return Optional.of(
                        new SessionErasure(roomId, json.path("session_id").asText()));
            }
            return EventId.parse(json.path("up_to").asText())
                    .map(upTo -> new PeerErasure(roomId, json.path("peer_id").asText(), upTo));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
