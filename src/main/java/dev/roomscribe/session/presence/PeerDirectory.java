package dev.roomscribe.session.presence;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.Track;
import dev.roomscribe.fishjam.notification.RoomDirectory;
import dev.roomscribe.fishjam.notification.RoomNotification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
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
 * Confined to its session's event loop.
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
            List<PeerTrack> ended) {}

    private final RoomDirectory room;
    private final Predicate<String> requested;
    private boolean read;
    private Set<String> listed = Set.of();
    private Map<String, Peer> present = Map.of();
    private final Map<String, Peer> departed = new LinkedHashMap<>();

    /** @param requested whether the peer with an id is to be transcribed, if it is a WebRTC peer */
    public PeerDirectory(String roomId, Predicate<String> requested) {
        room = new RoomDirectory(requireNonNull(roomId, "roomId is null"));
        this.requested = requireNonNull(requested, "requested is null");
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
        return changes();
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
        return changes();
    }

    /** Returns whether the room has to be read: a notification concerned a peer that no read has listed. */
    boolean needsRead() {
        return room.isStale()
                || room.peers().stream()
                        .anyMatch(peer -> peer.connected() && isTranscribed(peer) && !listed.contains(peer.id()));
    }

    private Changes changes() {
        Map<String, Peer> before = present;
        Map<String, Peer> after = new LinkedHashMap<>();
        room.peers().stream()
                .filter(peer -> listed.contains(peer.id()) && peer.connected() && isTranscribed(peer))
                .forEach(peer -> after.put(peer.id(), peer));
        present = after;
        List<Peer> renamed = new ArrayList<>();
        List<PeerTrack> muted = new ArrayList<>();
        List<PeerTrack> unmuted = new ArrayList<>();
        List<PeerTrack> ended = new ArrayList<>();
        for (Peer peer : after.values()) {
            Peer previous = before.get(peer.id());
            if (previous != null) {
                if (!previous.name().equals(peer.name())) {
                    renamed.add(peer);
                }
                compareTracks(previous, peer, muted, unmuted, ended);
            }
        }
        List<Peer> left = without(before.values(), after);
        left.forEach(this::addDeparted);
        return new Changes(without(after.values(), before), left, renamed, muted, unmuted, ended);
    }

    private void addDeparted(Peer left) {
        departed.put(left.id(), left);
        if (departed.size() > MAX_DEPARTED) {
            departed.remove(departed.keySet().iterator().next());
        }
    }

    private static void compareTracks(
            Peer previous, Peer peer, List<PeerTrack> muted, List<PeerTrack> unmuted, List<PeerTrack> ended) {
        Map<String, Track> tracks =
                peer.tracks().stream().collect(Collectors.toMap(Track::id, track -> track, (a, b) -> b));
        for (Track track : previous.tracks()) {
            Track current = tracks.get(track.id());
            if (current == null) {
                ended.add(new PeerTrack(peer.id(), track.id()));
            } else if (current.paused() != track.paused()) {
                (current.paused() ? muted : unmuted).add(new PeerTrack(peer.id(), track.id()));
            }
        }
    }

    /** Returns a peer, connected or not, that the last read listed and that was not removed since. */
    public Optional<Peer> find(String peerId) {
        return listed.contains(peerId) ? room.find(peerId) : Optional.empty();
    }

    /** Returns a peer's name, also if the peer has left: its last finals are published after it left. */
    public Optional<String> name(String peerId) {
        return find(peerId).or(() -> Optional.ofNullable(departed.get(peerId))).flatMap(Peer::name);
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
        return !read || room.peers().stream().anyMatch(peer -> peer.connected() && isTranscribed(peer));
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

    private static List<Peer> without(Collection<Peer> peers, Map<String, Peer> excluded) {
        return peers.stream().filter(peer -> !excluded.containsKey(peer.id())).toList();
    }
}
