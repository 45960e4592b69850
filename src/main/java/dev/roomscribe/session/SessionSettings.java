package dev.roomscribe.session;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.session.agent.Announcement;
import org.jspecify.annotations.Nullable;

/**
 * What the operator configures for all sessions.
 *
 * @param maxSessions how many sessions may run at the same time
 * @param announcement what agents play when they join; null for nothing
 */
public record SessionSettings(
        int maxSessions,
        SessionLifetime lifetime,
        SessionTimeouts timeouts,
        @Nullable Announcement announcement) {
    /** 50 sessions, no announcement, and the defaults of {@link SessionLifetime} and {@link SessionTimeouts}. */
    public static final SessionSettings DEFAULT =
            new SessionSettings(50, SessionLifetime.DEFAULT, SessionTimeouts.DEFAULT, null);

    public SessionSettings {
        requireNonNull(lifetime, "lifetime is null");
        requireNonNull(timeouts, "timeouts is null");
    }

    public SessionSettings withMaxSessions(int max) {
        return new SessionSettings(max, lifetime, timeouts, announcement);
    }

    public SessionSettings withLifetime(SessionLifetime other) {
        return new SessionSettings(maxSessions, other, timeouts, announcement);
    }

    public SessionSettings withTimeouts(SessionTimeouts other) {
        return new SessionSettings(maxSessions, lifetime, other, announcement);
    }

    public SessionSettings withAnnouncement(@Nullable Announcement other) {
        return new SessionSettings(maxSessions, lifetime, timeouts, other);
    }
}
