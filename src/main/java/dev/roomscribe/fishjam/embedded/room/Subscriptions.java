package dev.roomscribe.fishjam.embedded.room;

import dev.roomscribe.fishjam.SubscribeMode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The tracks that a peer receives: all of them in mode {@code AUTO}. Guarded by the rooms' lock. */
final class Subscriptions {
    private final SubscribeMode mode;
    private final Set<String> peers = new LinkedHashSet<>();
    private final Set<String> tracks = new LinkedHashSet<>();

    Subscriptions(SubscribeMode mode) {
        this.mode = mode;
    }

    void addPeer(EmbeddedPeer publisher) {
        if (mode == SubscribeMode.MANUAL) {
            peers.add(publisher.id());
        }
    }

    /** Adds the tracks of these ids; ignores unknown ones and those of peers that are subscribed to as a whole. */
    void addTracks(List<EmbeddedPeer> publishers, Set<String> trackIds) {
        if (mode == SubscribeMode.MANUAL) {
            publishers.stream()
                    .filter(publisher -> !peers.contains(publisher.id()))
                    .flatMap(publisher -> publisher.tracks().stream())
                    .map(EmbeddedTrack::id)
                    .filter(trackIds::contains)
                    .forEach(tracks::add);
        }
    }

    boolean include(EmbeddedTrack track) {
        return mode == SubscribeMode.AUTO || peers.contains(track.peer().id()) || tracks.contains(track.id());
    }

    SubscribeMode mode() {
        return mode;
    }

    List<String> peers() {
        return List.copyOf(peers);
    }

    List<String> tracks() {
        return List.copyOf(tracks);
    }
}
