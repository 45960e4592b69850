package dev.roomscribe.transcript.event;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Somebody has left the room; their last final came before this. */
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
