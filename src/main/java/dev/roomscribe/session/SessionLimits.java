package dev.roomscribe.session;

import java.time.Duration;

/**
 * What sessions may take.
 *
 * @param mostSessions how many may run at once
 * @param flushAfter how long a track may send nothing before its utterance is ended: longer than the network's stalls,
 *     shorter than a reader's patience
 * @param lookInterval how often Fishjam is asked who is in the room
 * @param reconnectWithin how long a lost connection may take to be back before the session is given up
 * @param endWithin how long ending a session may take before it is given up
 */
record SessionLimits(
        int mostSessions, Duration flushAfter, Duration lookInterval, Duration reconnectWithin, Duration endWithin) {}
