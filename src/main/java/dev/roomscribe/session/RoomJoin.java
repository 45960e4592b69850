package dev.roomscribe.session;

import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.session.presence.PeerDirectory;
import io.vertx.core.Future;

/** Joins the room of a new session. Confined to its session's event loop. */
final class RoomJoin {
    private final String roomId;
    private final StartOptions options;
    private final RoomClient fishjam;
    private final PeerDirectory directory;
    private final RoomAgent agent;
    private final SessionLease lease;
    private final SessionWebhook webhook;

    RoomJoin(
            String roomId,
            StartOptions options,
            RoomClient fishjam,
            PeerDirectory directory,
            RoomAgent agent,
            SessionLease lease,
            SessionWebhook webhook) {
        this.roomId = roomId;
        this.options = options;
        this.fishjam = fishjam;
        this.directory = directory;
        this.agent = agent;
        this.lease = lease;
        this.webhook = webhook;
    }

    /**
     * Reads the room, joins it, and stores the session's record; the first event can be published then.
     *
     * @return fails with {@link SessionException}, or with an error that {@link SessionException#explain} knows
     */
    Future<Void> join() {
        return fishjam.room(roomId)
                .compose(room -> {
                    check(room);
                    // Nothing may come between the connection and the session that listens to it.
                    return agent.join(room, () -> lease.running(agent.id().orElse("")));
                })
                .compose(joined -> {
                    webhook.open();
                    return Future.succeededFuture();
                });
    }

    private void check(Room room) {
        directory.initialize(room);
        options.listedPeers().forEach(this::checkCanBeTranscribed);
    }

    private void checkCanBeTranscribed(String peerId) {
        Peer peer = directory
                .find(peerId)
                .orElseThrow(() -> SessionException.noSuchPeer(roomId, peerId, "is not in the room"));
        if (!PeerDirectory.isWebRtc(peer)) {
            throw SessionException.noSuchPeer(roomId, peerId, "is an agent or a bot");
        }
    }
}
