package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.redis.HeldLeases;
import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.log.spool.Backlog;
import dev.roomscribe.cluster.redis.log.spool.Spool;
import java.time.Instant;
import java.time.InstantSource;

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
        return held.redisTime(instant)
                .map(time -> Long.toString(time.toEpochMilli()))
                .orElse("");
    }
}
