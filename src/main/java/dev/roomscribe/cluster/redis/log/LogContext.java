package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.redis.HeldLeases;
import dev.roomscribe.cluster.redis.RedisLink;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/** What all logs of a store share. */
record LogContext(
        RedisLink link,
        HeldLeases held,
        RedisLogSettings settings,
        InstantSource clock,
        LogThreads threads,
        StreamReader reader,
        Backlog backlog,
        Spool spool) {
    /** Returns the time of Redis in ms when the clock of this node shows an instant; an empty text before it is known. */
    String redisMillis(Instant instant) {
        OptionalLong millis = held.redisMillis(instant);
        return millis.isPresent() ? Long.toString(millis.getAsLong()) : "";
    }
}
