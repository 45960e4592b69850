package dev.roomscribe.transcript.event;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in the room goes by another name from now on.
 *
 * @param name null if by none
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
