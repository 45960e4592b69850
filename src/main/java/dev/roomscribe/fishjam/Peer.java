package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A peer as Fishjam last described it.
 *
 * @param id opaque
 * @param type what stands behind it; agents and bots talk too, and nothing in their audio says so
 * @param connected whether its socket is open
 * @param tracks what it publishes; empty while it is not connected
 * @param metadata {@code {"peer": what its client set, "server": what its creator set}} or a JSON null. The first half
 *     is written by a stranger and can change at any time
 * @param subscribeMode whether it hears everybody, or whom it is subscribed to
 * @param subscriptions whom that is
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

    /** A peer that hears everybody. */
    public Peer(String id, PeerType type, boolean connected, List<Track> tracks, JsonNode metadata) {
        this(id, type, connected, tracks, metadata, SubscribeMode.AUTO, Subscriptions.NONE);
    }

    /**
     * Returns the name to show for this peer: the first that is set of {@code server.name}, {@code server.displayName},
     * {@code peer.name} and {@code peer.displayName}, fit for display and at most 80 characters long.
     */
    public Optional<String> name() {
        return DisplayName.in(metadata);
    }
}
