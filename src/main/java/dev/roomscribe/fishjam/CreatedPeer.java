package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A peer that was just created.
 *
 * @param peer it, not yet connected
 * @param token what it authenticates with: a secret, good for 24 hours and for any number of connections, one at a time
 * @param peerWebsocketUrl where it has to connect, see {@link FishjamAddress#agentSocket}; null when Fishjam did not say
 */
public record CreatedPeer(Peer peer, String token, @Nullable String peerWebsocketUrl) {
    public CreatedPeer {
        requireNonNull(peer, "peer is null");
        requireNonNull(token, "token is null");
    }

    /** Keeps the token out of logs. */
    @Override
    public String toString() {
        return "CreatedPeer[peer=" + peer.id() + ", peerWebsocketUrl=" + peerWebsocketUrl + "]";
    }
}
