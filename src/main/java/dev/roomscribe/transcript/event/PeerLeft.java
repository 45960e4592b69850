package dev.roomscribe.transcript.event;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A peer left the room. Its last final precedes this event. */
public record PeerLeft(
        String sessionId, String peerId, @Nullable String name, double at, Instant leftAt) implements DurableEvent {
    @Override
    public String type() {
        return "peer.left";
    }

    @Override
    public boolean concerns(Set<String> peers) {
        return peers.contains(peerId);
    }
}
