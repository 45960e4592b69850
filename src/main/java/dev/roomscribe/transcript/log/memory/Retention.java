package dev.roomscribe.transcript.log.memory;

import java.time.Duration;

/**
 * How much the log of a room keeps in memory.
 *
 * @param maxEvents at least 1
 * @param maxAge events older than this are dropped
 */
public record Retention(int maxEvents, Duration maxAge) {
    public Retention {
        if (maxEvents < 1) {
            throw new IllegalArgumentException("maxEvents must be at least 1, not " + maxEvents);
        }
    }
}
