package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.log.LogEntry;
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

    /** What this version does not know may concern anybody. */
    boolean wants(LogEntry entry) {
        return peers.isEmpty()
                || entry.event().map(event -> event.concerns(peers)).orElse(true);
    }

    boolean wants(PartialTranscript partial) {
        return partials && (peers.isEmpty() || peers.contains(partial.peerId()));
    }
}
