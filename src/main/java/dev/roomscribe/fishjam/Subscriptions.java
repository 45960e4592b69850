package dev.roomscribe.fishjam;

import java.util.List;

/**
 * The subscriptions of a peer with {@link SubscribeMode#MANUAL}; empty for a peer with {@link SubscribeMode#AUTO}, which
 * receives every track.
 *
 * @param peers ids of the peers whose tracks it receives, present and future
 * @param tracks ids of further tracks
 */
public record Subscriptions(List<String> peers, List<String> tracks) {
    /** No subscriptions. */
    public static final Subscriptions NONE = new Subscriptions(List.of(), List.of());

    public Subscriptions {
        peers = List.copyOf(peers);
        tracks = List.copyOf(tracks);
    }
}
