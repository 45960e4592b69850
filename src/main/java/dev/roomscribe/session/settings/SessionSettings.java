package dev.roomscribe.session.settings;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.session.agent.Announcement;
import org.jspecify.annotations.Nullable;

/**
 * What the operator configures for all sessions.
 *
 * @param maxSessions how many sessions may run at the same time
 * @param starts the limits of starts that are in progress
 * @param resume whether sessions that were running when the service ended are continued when it starts again
 * @param announcement what agents play when they join; null for nothing
 */
public record SessionSettings(
        int maxSessions,
        StartLimits starts,
        boolean resume,
        SessionLifetime lifetime,
        SessionTimeouts timeouts,
        @Nullable Announcement announcement) {
    /** 50 sessions, resumed, no announcement, and the defaults of the other records. */
    public static final SessionSettings DEFAULT =
            new SessionSettings(50, StartLimits.DEFAULT, true, SessionLifetime.DEFAULT, SessionTimeouts.DEFAULT, null);

    public SessionSettings {
        requireNonNull(starts, "starts is null");
        requireNonNull(lifetime, "lifetime is null");
        requireNonNull(timeouts, "timeouts is null");
    }

    public SessionSettings withMaxSessions(int max) {
        return new SessionSettings(max, starts, resume, lifetime, timeouts, announcement);
    }

    public SessionSettings withStarts(StartLimits other) {
        return new SessionSettings(maxSessions, other, resume, lifetime, timeouts, announcement);
    }

    public SessionSettings withResume(boolean resumed) {
        return new SessionSettings(maxSessions, starts, resumed, lifetime, timeouts, announcement);
    }

    public SessionSettings withLifetime(SessionLifetime other) {
        return new SessionSettings(maxSessions, starts, resume, other, timeouts, announcement);
    }

    public SessionSettings withTimeouts(SessionTimeouts other) {
        return new SessionSettings(maxSessions, starts, resume, lifetime, other, announcement);
    }

    public SessionSettings withAnnouncement(@Nullable Announcement other) {
        return new SessionSettings(maxSessions, starts, resume, lifetime, timeouts, other);
    }
}
