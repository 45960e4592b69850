package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A peer that was just created.
 *
 * @param peer not connected yet
 * @param token the peer's secret to authenticate with, valid for 24 hours and any number of connections, one at a time
 * @param peerWebsocketUrl the URL to connect to, see {@link FishjamAddress#agentSocket}; null if Fishjam sent none
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
