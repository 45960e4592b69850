package dev.roomscribe.transcript;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is turned. */
final class MutableClock implements InstantSource {
    static final Instant START = Instant.ofEpochMilli(1_790_000_000_000L);

    private volatile Instant now = START;

    @Override
    public Instant instant() {
        return now;
    }

    void turn(Duration by) {
        now = now.plus(by);
    }
}
