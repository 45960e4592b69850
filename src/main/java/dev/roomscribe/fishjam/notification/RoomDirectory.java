package dev.roomscribe.fishjam.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.Track;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Who is in a room and what they publish, kept up with notifications and set right by reading the room. Of subscriptions
 * no notification tells: they are as they were when the room was read.
 *
 * <p>Notifications and the answer to a read travel separately: what was notified while a read was under way is applied
 * once more to its answer. Each says what now is, not what changed, so hearing one twice, or one that the answer knew of
 * already, does no harm as long as they come in order. After any time without a subscription the room has to be read, and
 * now and then besides: Fishjam numbers nothing, so a notification that got lost shows in nothing else.
 *
 * <p>Confined to one thread or event loop.
 */
public final class RoomDirectory {
    private final String roomId;
    private final Map<String, Peer> peers = new LinkedHashMap<>();
    private final List<RoomNotification> sinceRead = new ArrayList<>();
    private int reads;
    private long lastRead;
    private long answeredRead;
    private boolean doubtful = true;

    public RoomDirectory(String roomId) {
        this.roomId = roomId;
    }

    /**
     * Has to be called before the room is read; its answer, or its failure, ends it.
     *
     * @return which read this is, to be given back with the answer
     */
    public long readBegins() {
        reads++;
        return ++lastRead;
    }

    /** Takes the answer of a read that was begun; one that a later read's answer has overtaken is passed over. */
    public void readEnds(long read, Room room) {
        if (read > answeredRead) {
            answeredRead = read;
            peers.clear();
            room.peers().forEach(peer -> peers.put(peer.id(), peer));
            doubtful = false;
            sinceRead.forEach(this::accept);
        }
        readFails();
    }

    /** Gives up a read that was begun. */
    public void readFails() {
        if (--reads == 0) {
            sinceRead.clear();
        }
    }

    /** Takes a notification; one of another room is passed over. */
    public void apply(RoomNotification notification) {
        if (notification.roomId().equals(roomId)) {
            if (reads > 0) {
                sinceRead.add(notification);
            }
            accept(notification);
        }
    }

    /** Has the directory count as doubtful until the next read: notifications may have been missed. */
    public void doubt() {
        doubtful = true;
    }

    /** Returns whether the room should be read: it never was, or something was told of a peer that is not known. */
    public boolean isDoubtful() {
        return doubtful;
    }

    /** Returns everybody who was added and not removed. */
    public List<Peer> peers() {
        return List.copyOf(peers.values());
    }

    public Optional<Peer> find(String peerId) {
        return Optional.ofNullable(peers.get(peerId));
    }

    private void accept(RoomNotification notification) {
        if (notification instanceof RoomNotification.RoomDeleted
                || notification instanceof RoomNotification.RoomCrashed) {
            peers.clear();
        } else if (notification instanceof RoomNotification.PeerAdded it) {
            peers.computeIfAbsent(it.peerId(), id -> new Peer(id, it.type(), false, List.of(), NullNode.getInstance()));
        } else if (notification instanceof RoomNotification.PeerDeleted it) {
            peers.remove(it.peerId());
        } else if (notification instanceof RoomNotification.PeerCrashed it) {
            peers.remove(it.peerId());
        } else if (notification instanceof RoomNotification.PeerConnected it) {
            change(it.peerId(), peer -> with(peer, true, peer.tracks(), peer.metadata()));
        } else if (notification instanceof RoomNotification.PeerDisconnected it) {
            change(it.peerId(), peer -> with(peer, false, List.of(), peer.metadata()));
        } else if (notification instanceof RoomNotification.PeerMetadataUpdated it) {
            change(it.peerId(), peer -> with(peer, peer.connected(), peer.tracks(), merged(peer, it.metadata())));
        } else if (notification instanceof RoomNotification.TrackAdded it) {
            change(it.peerId(), peer -> with(peer, true, tracksWith(peer, it.track()), peer.metadata()));
        } else if (notification instanceof RoomNotification.TrackMetadataUpdated it) {
            change(it.peerId(), peer -> with(peer, true, tracksWith(peer, it.track()), peer.metadata()));
        } else if (notification instanceof RoomNotification.TrackRemoved it) {
            change(it.peerId(), peer -> with(peer, peer.connected(), tracksWithout(peer, it.track()), peer.metadata()));
        }
    }

    private void change(String peerId, UnaryOperator<Peer> change) {
        if (peers.computeIfPresent(peerId, (id, peer) -> change.apply(peer)) == null) {
            doubtful = true;
        }
    }

    private static Peer with(Peer peer, boolean connected, List<Track> tracks, JsonNode metadata) {
        return new Peer(
                peer.id(), peer.type(), connected, tracks, metadata, peer.subscribeMode(), peer.subscriptions());
    }

    private static List<Track> tracksWith(Peer peer, Track track) {
        List<Track> tracks = new ArrayList<>(peer.tracks());
        int at = tracks.stream().map(Track::id).toList().indexOf(track.id());
        if (at < 0) {
            tracks.add(track);
        } else {
            tracks.set(at, track);
        }
        return tracks;
    }

    private static List<Track> tracksWithout(Peer peer, Track track) {
        return peer.tracks().stream()
                .filter(known -> !known.id().equals(track.id()))
                .toList();
    }

    /** Fishjam does not say whether the peer's creator's half comes with a notification; it never changes. */
    private static JsonNode merged(Peer peer, JsonNode metadata) {
        if (!metadata.isObject() || metadata.has("peer") || metadata.has("server")) {
            return metadata;
        }
        ObjectNode both = JsonNodeFactory.instance.objectNode();
        both.set("peer", metadata);
        both.set(
                "server",
                peer.metadata().path("server").isMissingNode()
                        ? JsonNodeFactory.instance.objectNode()
                        : peer.metadata().path("server"));
        return both;
    }
}
