package dev.roomscribe.session;

import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.Track;
import dev.roomscribe.fishjam.TrackType;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.session.admission.AdmissionTicket;
import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.session.presence.PeerDirectory;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Joins the room of a new session. Confined to its session's event loop. */
final class RoomJoin {
    private final String roomId;
    private final StartOptions options;
    private final RoomClient fishjam;
    private final PeerDirectory directory;
    private final RoomAgent agent;
    private final SessionLease lease;
    private final SessionWebhook webhook;
    private final EventLoop eventLoop;
    private final Duration confirmTimeout;
    private final AdmissionTicket ticket;

    RoomJoin(
            String roomId,
            StartOptions options,
            SessionContext context,
            SessionParts parts,
            SessionLease lease,
            SessionWebhook webhook,
            EventLoop eventLoop,
            AdmissionTicket ticket) {
        this.roomId = roomId;
        this.options = options;
        fishjam = context.fishjam().client();
        confirmTimeout = context.settings().starts().confirmTimeout();
        directory = parts.directory();
        agent = parts.agent();
        this.lease = lease;
        this.webhook = webhook;
        this.eventLoop = eventLoop;
        this.ticket = ticket;
    }

    /**
     * Reads the room, reserves capacity for its people, joins it, and stores the session's record; the first event can be
     * published then.
     *
     * @return fails with {@link SessionException}, or with an error that {@link SessionException#explain} knows
     */
    Future<Void> join() {
        return confirm()
                .compose(room -> {
                    check(room);
                    ticket.reserve(speakers(room, options));
                    // Nothing may come between the connection and the session that listens to it.
                    return agent.join(room, () -> lease.begin(agent.id().orElse("")));
                })
                .compose(joined -> {
                    ticket.joined();
                    webhook.open();
                    return Future.succeededFuture();
                });
    }

    /** Reads the room; a room that may not exist must not wait as long as a start may take. */
    private Future<Room> confirm() {
        return eventLoop
                .limit(fishjam.room(roomId), confirmTimeout)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException
                                ? SessionException.notConfirmed(roomId, confirmTimeout)
                                : failure));
    }

    /** Reads how many peers of the room may begin to speak, as {@link #join} reserves capacity for them. */
    Future<Integer> people() {
        return confirm().map(room -> speakers(room, options));
    }

    /** Returns how many peers of a room may begin to speak: those to transcribe that are not muted. */
    private static int speakers(Room room, StartOptions options) {
        return (int) room.peers().stream()
                .filter(peer -> peer.connected() && PeerDirectory.isWebRtc(peer) && options.includes(peer.id()))
                .filter(peer -> !isMuted(peer))
                .count();
    }

    /** Returns whether all audio tracks of a peer are muted; a peer without one is about to publish it. */
    private static boolean isMuted(Peer peer) {
        List<Track> audio = peer.tracks().stream()
                .filter(track -> track.type() == TrackType.AUDIO)
                .toList();
        return !audio.isEmpty() && audio.stream().allMatch(Track::paused);
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
