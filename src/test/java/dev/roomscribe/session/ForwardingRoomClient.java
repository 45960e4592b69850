package dev.roomscribe.session;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.agent.AgentConnection;
import dev.roomscribe.fishjam.agent.AgentListener;
import dev.roomscribe.fishjam.client.RoomClient;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Passes every call on to another client; a test overrides the calls that it changes. */
interface ForwardingRoomClient extends RoomClient {
    /** Returns the client that the calls are passed on to. */
    RoomClient fishjam();

    @Override
    default Future<Room> room(String roomId) {
        return fishjam().room(roomId);
    }

    @Override
    default Future<CreatedPeer> createAgent(String roomId, AgentOptions options) {
        return fishjam().createAgent(roomId, options);
    }

    @Override
    default Future<Void> deletePeer(String roomId, String peerId) {
        return fishjam().deletePeer(roomId, peerId);
    }

    @Override
    default Future<String> refreshToken(String roomId, String peerId) {
        return fishjam().refreshToken(roomId, peerId);
    }

    @Override
    default Future<Void> subscribeToPeer(String roomId, String subscriberId, String publisherId) {
        return fishjam().subscribeToPeer(roomId, subscriberId, publisherId);
    }

    @Override
    default Future<? extends AgentConnection> connectAgent(
            String token, @Nullable String peerWebsocketUrl, AgentListener listener) {
        return fishjam().connectAgent(token, peerWebsocketUrl, listener);
    }
}
