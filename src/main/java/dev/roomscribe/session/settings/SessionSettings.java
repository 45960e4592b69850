package dev.roomscribe.session.settings;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.session.agent.Announcement;
import org.jspecify.annotations.Nullable;

/**
 * What the operator configures for all sessions.
 *
 * @param maxSessions how many sessions may run at the same time
 * @param resume whether sessions that were running when the service ended are continued when it starts again
 * @param announcement what agents play when they join; null for nothing
 */
public record SessionSettings(
        int maxSessions,
        boolean resume,
        SessionLifetime lifetime,
        SessionTimeouts timeouts,
        @Nullable Announcement announcement) {
    /** 50 sessions, resumed, no announcement, and the defaults of {@link SessionLifetime} and {@link SessionTimeouts}. */
    public static final SessionSettings DEFAULT =
            new SessionSettings(50, true, SessionLifetime.DEFAULT, SessionTimeouts.DEFAULT, null);

    public SessionSettings {
        requireNonNull(lifetime, "lifetime is null");
        requireNonNull(timeouts, "timeouts is null");
    }

    public SessionSettings withMaxSessions(int max) {
        return new SessionSettings(max, resume, lifetime, timeouts, announcement);
    }

    public SessionSettings withResume(boolean resumed) {
        return new SessionSettings(maxSessions, resumed, lifetime, timeouts, announcement);
    }

    public SessionSettings withLifetime(SessionLifetime other) {
        return new SessionSettings(maxSessions, resume, other, timeouts, announcement);
    }

    public SessionSettings withTimeouts(SessionTimeouts other) {
        return new SessionSettings(maxSessions, resume, lifetime, other, announcement);
    }

    public SessionSettings withAnnouncement(@Nullable Announcement other) {
        return new SessionSettings(maxSessions, resume, lifetime, timeouts, other);
    }
}
