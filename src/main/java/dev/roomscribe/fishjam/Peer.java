package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A peer as Fishjam last described it.
 *
 * @param id opaque
 * @param type the kind of peer; agents and bots publish audio too, and nothing in the audio distinguishes it
 * @param connected whether its socket is open
 * @param tracks the tracks it publishes; empty while it is not connected
 * @param metadata {@code {"peer": set by its client, "server": set by its creator}} or a JSON null. The peer's part is
 *     untrusted and can change at any time; {@link NameFields} finds the name in it
 * @param subscribeMode whether it receives every other peer's tracks or only those it is subscribed to
 * @param subscriptions the peers and tracks it is subscribed to
 */
public record Peer(
        String id,
        PeerType type,
        boolean connected,
        List<Track> tracks,
        JsonNode metadata,
        SubscribeMode subscribeMode,
        Subscriptions subscriptions) {
    public Peer {
        requireNonNull(id, "id is null");
        requireNonNull(type, "type is null");
        tracks = List.copyOf(tracks);
        requireNonNull(metadata, "metadata is null");
        requireNonNull(subscribeMode, "subscribeMode is null");
        requireNonNull(subscriptions, "subscriptions is null");
    }

    /** Creates a peer with {@link SubscribeMode#AUTO}. */
    public Peer(String id, PeerType type, boolean connected, List<Track> tracks, JsonNode metadata) {
        this(id, type, connected, tracks, metadata, SubscribeMode.AUTO, Subscriptions.NONE);
    }
}
