package dev.roomscribe.fishjam;

import java.util.List;

/**
 * Whom a peer in {@link SubscribeMode#MANUAL} is subscribed to; nobody for one in {@link SubscribeMode#AUTO}, which hears
 * everybody.
 *
 * @param peers whose tracks it is given, those to come too
 * @param tracks the tracks it is given besides
 */
public record Subscriptions(List<String> peers, List<String> tracks) {
    /** Nobody. */
    public static final Subscriptions NONE = new Subscriptions(List.of(), List.of());

    public Subscriptions {
        peers = List.copyOf(peers);
        tracks = List.copyOf(tracks);
    }
}
