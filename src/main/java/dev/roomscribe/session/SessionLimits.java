package dev.roomscribe.session;

import java.time.Duration;

/**
 * What sessions may take.
 *
 * @param mostSessions how many may run at once
 * @param flushAfter how long a track may send nothing before its utterance is ended: longer than the network's stalls,
 *     shorter than a reader's patience
 * @param idleTimeout how long nobody may be there to be heard before the session ends; zero for ever
 * @param maxDuration how long a session may last
 * @param reconnectWithin how long a lost connection may take to be back before the session is given up
 * @param endWithin how long ending a session may take before it is given up
 */
public record SessionLimits(
        int mostSessions,
        Duration flushAfter,
        Duration idleTimeout,
        Duration maxDuration,
        Duration reconnectWithin,
        Duration endWithin) {}
