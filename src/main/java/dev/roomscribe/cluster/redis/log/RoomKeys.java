package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.redis.RedisKeys;

/**
 * The keys of one room.
 *
 * @param copy the stream that replaces the log at the end of an erasure
 */
record RoomKeys(String roomId, String owner, String stored, String log, String rooms, String live, String copy) {
    static RoomKeys of(RedisKeys keys, String roomId) {
        return new RoomKeys(
                roomId,
                keys.owner(roomId),
                keys.stored(roomId),
                keys.log(roomId),
                keys.rooms(),
                keys.live(roomId),
                keys.room(roomId, "copy"));
    }
}
