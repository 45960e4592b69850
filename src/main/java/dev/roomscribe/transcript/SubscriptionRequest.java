package dev.roomscribe.transcript;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber wants.
 *
 * @param after the id of the last event it had; {@code 0} for everything that is kept; absent for a snapshot of now
 * @param partials whether it wants to read while somebody is still talking
 * @param peers whose words it wants; empty for everybody's
 */
public record SubscriptionRequest(@Nullable String after, boolean partials, Set<String> peers) {
    public SubscriptionRequest {
        peers = Set.copyOf(peers);
    }

    boolean wants(DurableEvent event) {
        return peers.isEmpty() || event.concerns(peers);
    }

    boolean wants(PartialTranscript partial) {
        return partials && (peers.isEmpty() || peers.contains(partial.peerId()));
    }
}
