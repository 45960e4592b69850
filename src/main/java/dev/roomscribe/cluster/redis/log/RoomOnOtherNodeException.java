package dev.roomscribe.cluster.redis.log;

/** Another node has the lease on the room, so only that one may change its transcript. */
public final class RoomOnOtherNodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RoomOnOtherNodeException(String roomId) {
        super("another node has the session of room " + roomId);
    }
}
