package dev.roomscribe.transcript.event;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The name of a peer in the room changed.
 *
 * @param name the new name; null if the peer has none now
 */
public record PeerRenamed(
        String sessionId, String peerId, @Nullable String name, double at, Instant renamedAt) implements DurableEvent {
    @Override
    public String type() {
        return "peer.renamed";
    }

    @Override
    public boolean concerns(Set<String> peers) {
        return peers.contains(peerId);
    }
}
