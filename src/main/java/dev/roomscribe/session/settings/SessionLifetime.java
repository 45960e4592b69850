package dev.roomscribe.session.settings;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When a session ends by itself, and how long it is kept then.
 *
 * @param idleTimeout how long the room may be without a peer to transcribe; zero for no limit
 * @param maxDuration how long a session may last
 * @param maxRetention how long transcripts are kept, which is the longest retention that a start request may ask for
 */
public record SessionLifetime(Duration idleTimeout, Duration maxDuration, Duration maxRetention) {
    /** Idle for 60 s, 12 h in all, kept for 7 days. */
    public static final SessionLifetime DEFAULT =
            new SessionLifetime(Duration.ofSeconds(60), Duration.ofHours(12), Duration.ofDays(7));

    public SessionLifetime {
        requireNonNull(idleTimeout, "idleTimeout is null");
        requireNonNull(maxDuration, "maxDuration is null");
        requireNonNull(maxRetention, "maxRetention is null");
    }

    public SessionLifetime withIdleTimeout(Duration timeout) {
        return new SessionLifetime(timeout, maxDuration, maxRetention);
    }

    public SessionLifetime withMaxDuration(Duration duration) {
        return new SessionLifetime(idleTimeout, duration, maxRetention);
    }

    public SessionLifetime withMaxRetention(Duration retention) {
        return new SessionLifetime(idleTimeout, maxDuration, retention);
    }

    /** Returns {@link #maxRetention} in whole seconds. */
    public int maxRetentionSeconds() {
        return Math.toIntExact(maxRetention.toSeconds());
    }
}
