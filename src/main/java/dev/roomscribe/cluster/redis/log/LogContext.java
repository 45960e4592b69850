package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.redis.HeldLeases;
import dev.roomscribe.cluster.redis.RedisLink;
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
        Spool spool) {}
