package dev.roomscribe.session.presence;

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
 * Who is in the room, by what Fishjam last said of it. The agent socket tells only who is talking, so everything else
 * comes from notifications and from reading the room. Only a read tells all of a peer, its creator's half of the metadata
 * too, so nobody counts who was never in one. Those nobody wants to hear are known, but never said to be present.
 * Confined to its session's event loop.
 */
public final class PeerDirectory {
    /** Far more than may be leaving while their last words are recognized. */
    private static final int MOST_DEPARTED = 1_000;

    /** A track of somebody who is present. */
    record TrackOf(String peerId, String trackId) {}

    /**
     * What has changed.
     *
     * @param renamed those who go by another name than before, as they are now
     * @param muted tracks that are paused now and were not
     * @param ended tracks that are no more, of people who still are
     */
    record Changes(List<Peer> joined, List<Peer> left, List<Peer> renamed, List<TrackOf> muted, List<TrackOf> ended) {}

    private final RoomDirectory room;
    private final Predicate<String> wanted;
    private Set<String> introduced = Set.of();
    private Map<String, Peer> present = Map.of();
    private final Map<String, Peer> departed = new LinkedHashMap<>();

    /** @param wanted whether the peer of an id was asked for */
    public PeerDirectory(String roomId, Predicate<String> wanted) {
        room = new RoomDirectory(roomId);
        this.wanted = wanted;
    }

    /** Has to be called before the room is read; returns what is to be given back with the answer. */
    long readBegins() {
        return room.beginRead();
    }

    Changes readEnds(long read, Room answer) {
        room.completeRead(read, answer);
        introduced = answer.peers().stream().map(Peer::id).collect(Collectors.toSet());
        return changes();
    }

    void readFails() {
        room.failRead();
    }

    /** Takes in the room as it is before anything is told of it. */
    public Changes reconcile(Room first) {
        return readEnds(readBegins(), first);
    }

    Changes apply(RoomNotification notification) {
        room.apply(notification);
        return changes();
    }

    /** Returns whether the room is to be read: something was told of somebody of whom not all is known. */
    boolean isDoubtful() {
        return room.isStale()
                || room.peers().stream()
                        .anyMatch(peer -> peer.connected() && isHeard(peer) && !introduced.contains(peer.id()));
    }

    private Changes changes() {
        Map<String, Peer> before = present;
        Map<String, Peer> now = new LinkedHashMap<>();
        room.peers().stream()
                .filter(peer -> introduced.contains(peer.id()) && peer.connected() && isHeard(peer))
                .forEach(peer -> now.put(peer.id(), peer));
        present = now;
        List<Peer> renamed = new ArrayList<>();
        List<TrackOf> muted = new ArrayList<>();
        List<TrackOf> ended = new ArrayList<>();
        for (Peer peer : now.values()) {
            Peer past = before.get(peer.id());
            if (past != null) {
                if (!past.name().equals(peer.name())) {
                    renamed.add(peer);
                }
                compareTracks(past, peer, muted, ended);
            }
        }
        List<Peer> left = missing(before.values(), now);
        left.forEach(this::remember);
        return new Changes(missing(now.values(), before), left, renamed, muted, ended);
    }

    private void remember(Peer left) {
        departed.put(left.id(), left);
        if (departed.size() > MOST_DEPARTED) {
            departed.remove(departed.keySet().iterator().next());
        }
    }

    private static void compareTracks(Peer past, Peer peer, List<TrackOf> muted, List<TrackOf> ended) {
        Map<String, Track> tracks =
                peer.tracks().stream().collect(Collectors.toMap(Track::id, track -> track, (a, b) -> b));
        for (Track track : past.tracks()) {
            Track now = tracks.get(track.id());
            if (now == null) {
                ended.add(new TrackOf(peer.id(), track.id()));
            } else if (now.paused() && !track.paused()) {
                muted.add(new TrackOf(peer.id(), track.id()));
            }
        }
    }

    /** Returns a peer that was in the room at the last read and is not known to have gone, connected or not. */
    public Optional<Peer> find(String peerId) {
        return introduced.contains(peerId) ? room.find(peerId) : Optional.empty();
    }

    /** Returns what somebody is called, or was when they left: last words come after their speaker has gone. */
    public Optional<String> name(String peerId) {
        return find(peerId).or(() -> Optional.ofNullable(departed.get(peerId))).flatMap(Peer::name);
    }

    /** Returns the people to be heard who are connected. */
    public Collection<Peer> present() {
        return present.values();
    }

    /** Returns whether somebody to be heard is connected, be it somebody of whom nothing else is known yet. */
    public boolean isOccupied() {
        return room.peers().stream().anyMatch(peer -> peer.connected() && isHeard(peer));
    }

    boolean isPresent(String peerId) {
        return present.containsKey(peerId);
    }

    /** Returns whether a peer's audio is to be transcribed. */
    boolean isHeard(Peer peer) {
        return speaks(peer) && wanted.test(peer.id());
    }

    /** Returns whether a peer is a person: agents and bots talk too, but they are nobody's words. */
    public static boolean speaks(Peer peer) {
        return peer.type() == PeerType.WEBRTC;
    }

    private static List<Peer> missing(Collection<Peer> peers, Map<String, Peer> from) {
        return peers.stream().filter(peer -> !from.containsKey(peer.id())).toList();
    }
}
