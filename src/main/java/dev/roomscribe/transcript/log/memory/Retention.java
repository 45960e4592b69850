package dev.roomscribe.transcript.log.memory;

import java.time.Duration;

/** How many events a room's log keeps in memory, and for how long. */
public record Retention(int maxEvents, Duration maxAge) {
    public Retention {
        if (maxEvents < 1) {
            throw new IllegalArgumentException("maxEvents must be at least 1, not " + maxEvents);
        }
    }
}
