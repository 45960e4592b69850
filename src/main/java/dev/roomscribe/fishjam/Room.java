package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A room as Fishjam last described it.
 *
 * @param id opaque; up to 128 characters and more, not necessarily a UUID
 * @param config how it was created
 * @param peers all peers that were added and not removed, connected or not
 */
public record Room(String id, RoomConfig config, List<Peer> peers) {
    public Room {
        requireNonNull(id, "id is null");
        requireNonNull(config, "config is null");
        peers = List.copyOf(peers);
    }

    public Optional<Peer> peer(String peerId) {
        return peers.stream().filter(peer -> peer.id().equals(peerId)).findFirst();
    }
}
