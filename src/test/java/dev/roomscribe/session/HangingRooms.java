package dev.roomscribe.session;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.client.RoomClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Predicate;

/** A Fishjam that never describes some rooms, and never creates agents in others. */
public record HangingRooms(RoomClient fishjam, Predicate<String> isSilent, Predicate<String> createsNoAgent)
        implements ForwardingRoomClient {
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
}
