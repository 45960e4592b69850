package dev.roomscribe.transcript;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock whose time changes only when a test advances it. */
public final class MutableClock implements InstantSource {
    public static final Instant START = Instant.ofEpochMilli(1_790_000_000_000L);

    private volatile Instant now = START;

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration by) {
        now = now.plus(by);
    }
}
