package dev.roomscribe.cluster.redis.log;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How much is stored, and what happens while Redis cannot be reached.
 *
 * @param maxAge events older than this are dropped
 * @param maxRoomBytes how many bytes of events a room may have in Redis; the oldest are dropped
 * @param maxSpoolBytes how many bytes of events of all rooms may wait for Redis, in memory and in files
 * @param spool a directory of this process for events that wait for Redis; it is created
 * @param showsUnstored whether events are shown on this node before Redis has them, while Redis cannot be reached
 */
public record RedisLogSettings(
        Duration maxAge, long maxRoomBytes, long maxSpoolBytes, Path spool, boolean showsUnstored) {
    public RedisLogSettings {
        requireNonNull(maxAge, "maxAge is null");
        requireNonNull(spool, "spool is null");
        if (maxRoomBytes < 1 || maxSpoolBytes < 1) {
            throw new IllegalArgumentException("maxRoomBytes and maxSpoolBytes must be at least 1");
        }
    }
}
