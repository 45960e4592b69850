package dev.roomscribe.session;

import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who is in the room, by what Fishjam last said of it. The agent socket tells only who is talking, so everything else
 * is found out by asking. Those nobody wants to hear are known, but never said to be present. Confined to its session's
 * event loop.
 */
final class PeerDirectory {
    /** What changed since the last look. */
    record Changes(List<Peer> joined, List<Peer> left) {}

    private final Predicate<String> wanted;
    private Map<String, Peer> all = Map.of();
    private Map<String, Peer> present = Map.of();

    /** @param wanted whether the peer of an id was asked for */
    PeerDirectory(Predicate<String> wanted) {
        this.wanted = wanted;
    }

    /** Takes in what Fishjam says of the room. */
    Changes reconcile(Room room) {
        Map<String, Peer> known = new LinkedHashMap<>();
        Map<String, Peer> here = new LinkedHashMap<>();
        for (Peer peer : room.peers()) {
            known.put(peer.id(), peer);
            if (isHeard(peer) && peer.connected()) {
                here.put(peer.id(), peer);
            }
        }
        Changes changes = new Changes(missing(here.values(), present), missing(present.values(), here));
        all = known;
        present = here;
        return changes;
    }

    /** Returns a peer that was in the room at the last look, connected or not. */
    Optional<Peer> find(String peerId) {
        return Optional.ofNullable(all.get(peerId));
    }

    /** Returns the people to be heard who are connected. */
    Collection<Peer> present() {
        return present.values();
    }

    boolean isPresent(String peerId) {
        return present.containsKey(peerId);
    }

    /** Returns whether a peer's audio is to be transcribed. */
    boolean isHeard(Peer peer) {
        return speaks(peer) && wanted.test(peer.id());
    }

    /** Returns whether a peer is a person: agents and bots talk too, but they are nobody's words. */
    static boolean speaks(Peer peer) {
        return peer.type() == PeerType.WEBRTC;
    }

    private static List<Peer> missing(Collection<Peer> peers, Map<String, Peer> from) {
        return peers.stream().filter(peer -> !from.containsKey(peer.id())).toList();
    }
}
