package dev.roomscribe.session.presence;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.NameFields;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.Track;
import dev.roomscribe.fishjam.notification.RoomDirectory;
import dev.roomscribe.fishjam.notification.RoomNotification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The peers of one room as Fishjam last described them, in notifications and in reads of the room. The agent's socket
 * names only the peers that send audio. Only a read returns all data of a peer, including the metadata that its creator
 * set, so a peer counts as present only after a read has listed it. Peers that are not transcribed are never present.
 * A notification costs the same however many peers the room has; a read costs as much as the room has peers. Confined to
 * its session's event loop.
 */
public final class PeerDirectory {
    /** Far more than can have finals pending at the same time. */
    private static final int MAX_DEPARTED = 1_000;

    /** A track of a peer that is present. */
    record PeerTrack(String peerId, String trackId) {}

    /**
     * What a notification or a read has changed.
     *
     * @param renamed peers that have another name, with the new one
     * @param muted tracks that are newly paused
     * @param unmuted tracks that are no longer paused
     * @param ended tracks that are no longer published, of peers that are still present
     */
    record Changes(
            List<Peer> joined,
            List<Peer> left,
            List<Peer> renamed,
            List<PeerTrack> muted,
            List<PeerTrack> unmuted,
            List<PeerTrack> ended) {
        private Changes() {
            this(
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>());
        }
    }

    private final RoomDirectory room;
    private final Predicate<String> requested;
    private final NameFields names;
    private boolean read;
    private Set<String> listed = Set.of();
    private final Map<String, Peer> present = new LinkedHashMap<>();
    /** The ids of the connected peers that are transcribed, present or not listed yet. */
    private final Set<String> attending = new HashSet<>();
    /** Those of {@link #attending} that no read has listed. */
    private final Set<String> unlisted = new HashSet<>();

    private final Map<String, Peer> departed = new LinkedHashMap<>();

    /**
     * Creates a directory of a room that was not read yet.
     *
     * @param requested whether the peer with an id is to be transcribed, if it is a WebRTC peer
     * @param names where the names of peers are
     */
    public PeerDirectory(String roomId, Predicate<String> requested, NameFields names) {
        room = new RoomDirectory(requireNonNull(roomId, "roomId is null"));
        this.requested = requireNonNull(requested, "requested is null");
        this.names = requireNonNull(names, "names is null");
    }

    /** To be called before the room is read; returns the number of the read for {@link #completeRead}. */
    long beginRead() {
        return room.beginRead();
    }

    /** Applies the result of a read. */
    Changes completeRead(long number, Room result) {
        room.completeRead(number, result);
        read = true;
        listed = result.peers().stream().map(Peer::id).collect(Collectors.toSet());
        return compareAll();
    }

    /** To be called instead of {@link #completeRead} if a read fails. */
    void failRead() {
        room.failRead();
    }

    /** Applies the first read of the room. */
    public Changes initialize(Room first) {
        return completeRead(beginRead(), first);
    }

    Changes apply(RoomNotification notification) {
        room.apply(notification);
        if (notification instanceof RoomNotification.OfPeer ofPeer) {
            Changes changes = new Changes();
            compare(ofPeer.peerId(), changes);
            return changes;
        }
        return compareAll();
    }

    /** Returns whether the room has to be read: a notification concerned a peer that no read has listed. */
    boolean needsRead() {
        return room.isStale() || !unlisted.isEmpty();
    }

    private Changes compareAll() {
        Set<String> ids = new LinkedHashSet<>();
        room.peers().forEach(peer -> ids.add(peer.id()));
        ids.addAll(attending);
        Changes changes = new Changes();
        ids.forEach(id -> compare(id, changes));
        return changes;
    }

    /** Adds how a peer differs from what it was at the previous call, which also covers peers that no longer exist. */
    private void compare(String peerId, Changes changes) {
        Optional<Peer> current = room.find(peerId).filter(peer -> peer.connected() && isTranscribed(peer));
        boolean isListed = listed.contains(peerId);
        setContained(attending, peerId, current.isPresent());
        setContained(unlisted, peerId, current.isPresent() && !isListed);
        Peer previous = present.get(peerId);
        if (current.isEmpty() || !isListed) {
            if (previous != null) {
                present.remove(peerId);
                addDeparted(previous);
                changes.left.add(previous);
            }
            return;
        }
        Peer peer = current.get();
        present.put(peerId, peer);
        if (previous == null) {
            changes.joined.add(peer);
            return;
        }
        if (!nameOf(previous).equals(nameOf(peer))) {
            changes.renamed.add(peer);
        }
        compareTracks(previous, peer, changes);
    }

    private static void setContained(Set<String> ids, String id, boolean contained) {
        if (contained) {
            ids.add(id);
        } else {
            ids.remove(id);
        }
    }

    private void addDeparted(Peer left) {
        departed.put(left.id(), left);
        if (departed.size() > MAX_DEPARTED) {
            departed.remove(departed.keySet().iterator().next());
        }
    }

    private static void compareTracks(Peer previous, Peer peer, Changes changes) {
        Map<String, Track> tracks =
                peer.tracks().stream().collect(Collectors.toMap(Track::id, track -> track, (a, b) -> b));
        for (Track track : previous.tracks()) {
            Track current = tracks.get(track.id());
            if (current == null) {
                changes.ended.add(new PeerTrack(peer.id(), track.id()));
            } else if (current.paused() != track.paused()) {
                (current.paused() ? changes.muted : changes.unmuted).add(new PeerTrack(peer.id(), track.id()));
            }
        }
    }

    /** Returns a peer, connected or not, that the last read listed and that was not removed since. */
    public Optional<Peer> find(String peerId) {
        return listed.contains(peerId) ? room.find(peerId) : Optional.empty();
    }

    /** Returns a peer's name, also if the peer has left: its last finals are published after it left. */
    public Optional<String> name(String peerId) {
        return find(peerId).or(() -> Optional.ofNullable(departed.get(peerId))).flatMap(this::nameOf);
    }

    /** Returns the name in a peer's metadata. */
    public Optional<String> nameOf(Peer peer) {
        return names.nameOf(peer);
    }

    /** Returns whether a peer that is transcribed was present and has left, even if it has returned. */
    boolean hasLeft(String peerId) {
        return departed.containsKey(peerId);
    }

    /** Returns the connected peers that are transcribed. */
    public Collection<Peer> present() {
        return present.values();
    }

    /**
     * Returns whether a peer that is transcribed is connected, even if no read has listed it yet; true as long as the room
     * was never read.
     */
    public boolean isOccupied() {
        return !read || !attending.isEmpty();
    }

    boolean isPresent(String peerId) {
        return present.containsKey(peerId);
    }

    /** Returns whether a peer's audio is to be transcribed. */
    boolean isTranscribed(Peer peer) {
        return isWebRtc(peer) && isRequested(peer.id());
    }

    /** Returns whether the peer with an id is to be transcribed, if it is a WebRTC peer. */
    boolean isRequested(String peerId) {
        return requested.test(peerId);
    }

    /** Returns whether a peer is a person's; the audio of agents and bots is never transcribed. */
    public static boolean isWebRtc(Peer peer) {
        return peer.type() == PeerType.WEBRTC;
    }
}
