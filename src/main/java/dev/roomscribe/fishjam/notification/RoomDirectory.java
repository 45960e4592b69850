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
 * The peers of a room and their tracks, updated by notifications and corrected by reading the room. No notification
 * reports subscriptions, so these are as of the last read.
 *
 * <p>Notifications and the response to a read travel separately, so notifications that arrive during a read are applied
 * to its response again. A notification states a value, not a change: applying one twice, or one that the response
 * already includes, has no effect as long as the order is kept. The room has to be read after every interruption of the
 * subscription, and also periodically: Fishjam does not number notifications, so a lost one cannot be detected.
 *
 * <p>Confined to one thread or event loop.
 */
public final class RoomDirectory {
    /** Notifications beyond these bounds are left to the next read; a room has far fewer peers, and a peer few tracks. */
    private static final int MAX_PEERS = 10_000;

    private static final int MAX_TRACKS = 1_000;
    private static final int MAX_SINCE_READ = 10_000;

    private final String roomId;
    private final Map<String, Peer> peers = new LinkedHashMap<>();
    private final List<RoomNotification> sinceRead = new ArrayList<>();
    /** Whether {@link #sinceRead} was full. */
    private boolean missedSinceRead;

    private int pendingReads;
    private long lastRead;
    private long completedRead;
    private boolean stale = true;

    public RoomDirectory(String roomId) {
        this.roomId = roomId;
    }

    /**
     * Begins a read of the room. Call it before sending the request, and then exactly one of {@link #completeRead} and
     * {@link #failRead}.
     *
     * @return the number of the read
     */
    public long beginRead() {
        pendingReads++;
        return ++lastRead;
    }

    /** Applies the response of a read; ignored if a later read has completed before. */
    public void completeRead(long read, Room room) {
        if (read > completedRead) {
            completedRead = read;
            peers.clear();
            room.peers().forEach(peer -> peers.put(peer.id(), peer));
            stale = missedSinceRead;
            sinceRead.forEach(this::update);
        }
        failRead();
    }

    /** Ends a read that failed. */
    public void failRead() {
        if (--pendingReads == 0) {
            sinceRead.clear();
            missedSinceRead = false;
        }
    }

    /** Applies a notification; ignored if it is of another room. */
    public void apply(RoomNotification notification) {
        if (notification.roomId().equals(roomId)) {
            if (pendingReads > 0 && sinceRead.size() < MAX_SINCE_READ) {
                sinceRead.add(notification);
            } else if (pendingReads > 0) {
                missedSinceRead = true;
            }
            update(notification);
        }
    }

    /** Marks the directory as stale until the next read, because notifications may have been missed. */
    public void markStale() {
        stale = true;
    }

    /** Returns whether the room should be read: it never was, or a notification named an unknown peer. */
    public boolean isStale() {
        return stale;
    }

    /** Returns the peers that were added and not removed. */
    public List<Peer> peers() {
        return List.copyOf(peers.values());
    }

    public Optional<Peer> find(String peerId) {
        return Optional.ofNullable(peers.get(peerId));
    }

    private void update(RoomNotification notification) {
        if (notification instanceof RoomNotification.RoomDeleted
                || notification instanceof RoomNotification.RoomCrashed) {
            peers.clear();
        } else if (notification instanceof RoomNotification.PeerAdded it) {
            if (peers.size() < MAX_PEERS) {
                peers.computeIfAbsent(
                        it.peerId(), id -> new Peer(id, it.type(), false, List.of(), NullNode.getInstance()));
            } else {
                stale = true;
            }
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
            stale = true;
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
            if (tracks.size() < MAX_TRACKS) {
                tracks.add(track);
            }
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

    /**
     * Fishjam does not document whether a notification includes the server's part of the metadata, which never changes;
     * it is kept if the notification has neither part.
     */
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
