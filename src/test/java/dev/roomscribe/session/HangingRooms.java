package dev.roomscribe.session;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.agent.AgentConnection;
import dev.roomscribe.fishjam.agent.AgentListener;
import dev.roomscribe.fishjam.client.RoomClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A Fishjam that never describes some rooms, and never creates agents in others. */
record HangingRooms(RoomClient fishjam, Predicate<String> isSilent, Predicate<String> createsNoAgent)
        implements RoomClient {
    private static <T> Future<T> never() {
        return Promise.<T>promise().future();
    }

    @Override
    public Future<Room> room(String roomId) {
        return isSilent.test(roomId) ? never() : fishjam.room(roomId);
    }

    @Override
    public Future<CreatedPeer> createAgent(String roomId, AgentOptions options) {
        return createsNoAgent.test(roomId) ? never() : fishjam.createAgent(roomId, options);
    }

    @Override
    public Future<Void> deletePeer(String roomId, String peerId) {
        return fishjam.deletePeer(roomId, peerId);
    }

    @Override
    public Future<String> refreshToken(String roomId, String peerId) {
        return fishjam.refreshToken(roomId, peerId);
    }

    @Override
    public Future<Void> subscribeToPeer(String roomId, String subscriberId, String publisherId) {
        return fishjam.subscribeToPeer(roomId, subscriberId, publisherId);
    }

    @Override
    public Future<? extends AgentConnection> connectAgent(
            String token, @Nullable String peerWebsocketUrl, AgentListener listener) {
        return fishjam.connectAgent(token, peerWebsocketUrl, listener);
    }
}
