package dev.roomscribe.session.settings;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When a session ends by itself.
 *
 * @param idleTimeout how long the room may be without a peer to transcribe; zero for no limit
 * @param maxDuration how long a session may last
 */
public record SessionLifetime(Duration idleTimeout, Duration maxDuration) {
    /** Idle for 60 s, 12 h in all. */
    public static final SessionLifetime DEFAULT = new SessionLifetime(Duration.ofSeconds(60), Duration.ofHours(12));

    public SessionLifetime {
        requireNonNull(idleTimeout, "idleTimeout is null");
        requireNonNull(maxDuration, "maxDuration is null");
    }

    public SessionLifetime withIdleTimeout(Duration timeout) {
        return new SessionLifetime(timeout, maxDuration);
    }

    public SessionLifetime withMaxDuration(Duration duration) {
        return new SessionLifetime(idleTimeout, duration);
    }
}
