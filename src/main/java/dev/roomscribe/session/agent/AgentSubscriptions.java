package dev.roomscribe.session.agent;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.client.RoomClient;
import io.vertx.core.Future;
import java.util.Set;

/** Subscribes an agent to the peers that it is to receive audio from. Confined to its session's event loop. */
final class AgentSubscriptions {
    private final String roomId;
    private final Set<String> peers;
    private final RoomClient fishjam;

    /** @param peers the ids of the peers; empty if the agent receives the audio of all peers without subscribing */
    AgentSubscriptions(String roomId, Set<String> peers, RoomClient fishjam) {
        this.roomId = requireNonNull(roomId, "roomId is null");
        this.peers = requireNonNull(peers, "peers is null");
        this.fishjam = requireNonNull(fishjam, "fishjam is null");
    }

    /** @param allRequired whether the subscription fails if a peer is not in the room */
    Future<Void> subscribe(String agentId, boolean allRequired) {
        // Waits for every request even if one fails: no request may be in flight when the agent is deleted.
        return Future.join(peers.stream()
                        .map(peerId -> subscribeTo(agentId, peerId, allRequired))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> subscribeTo(String agentId, String peerId, boolean required) {
        return fishjam.subscribeToPeer(roomId, agentId, peerId).recover(failure -> {
            if (!(failure instanceof FishjamException fishjamFailure)
                    || fishjamFailure.reason() != FishjamException.Reason.NOT_FOUND) {
                return Future.failedFuture(failure);
            }
            return required
                    ? Future.failedFuture(new AgentException.PeerNotFound(roomId, peerId))
                    : Future.succeededFuture();
        });
    }
}
