package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A peer whose speech is transcribed is in the room. The metadata comes from Fishjam and is untrusted. */
public record PeerJoined(
        String sessionId,
        String peerId,
        @Nullable String name,
        @Nullable JsonNode metadata,
        double at,
        Instant joinedAt)
        implements DurableEvent {
    @Override
    public String type() {
        return "peer.joined";
    }

    @Override
    public boolean concerns(Set<String> peers) {
        return peers.contains(peerId);
    }
}
