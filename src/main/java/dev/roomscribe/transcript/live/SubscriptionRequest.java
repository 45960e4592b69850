package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.log.LogEntry;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber receives.
 *
 * @param after the id of the last event that it received; {@code 0} for all stored events; null for a snapshot of the
 *     current state and new events
 * @param partials whether it receives partials
 * @param status whether it receives the status of the running session
 * @param peers the ids of the peers whose events it receives; empty for all peers
 */
public record SubscriptionRequest(@Nullable String after, boolean partials, boolean status, Set<String> peers) {
    public SubscriptionRequest {
        peers = Set.copyOf(peers);
    }

    /** Requests no status. */
    public SubscriptionRequest(@Nullable String after, boolean partials, Set<String> peers) {
        this(after, partials, false, peers);
    }

    /** An event that this version does not know is selected, as it may concern any peer. */
    boolean selects(LogEntry entry) {
        return peers.isEmpty()
                || entry.event().map(event -> event.concerns(peers)).orElse(true);
    }

    boolean selects(PartialTranscript partial) {
        return partials && (peers.isEmpty() || peers.contains(partial.peerId()));
    }
}
