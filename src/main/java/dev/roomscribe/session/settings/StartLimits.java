package dev.roomscribe.session.settings;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The limits of starts that are in progress.
 *
 * @param maxStarting how many sessions may join their rooms at the same time
 * @param maxUnconfirmed how many starts may wait at the same time for Fishjam to describe their rooms; they do not count
 *     as sessions, because their rooms may not exist
 * @param confirmTimeout how long a start waits for that
 */
public record StartLimits(int maxStarting, int maxUnconfirmed, Duration confirmTimeout) {
    /** 50 that join, 100 that wait for at most 5 s. */
    public static final StartLimits DEFAULT = new StartLimits(50, 100, Duration.ofSeconds(5));

    public StartLimits {
        requireNonNull(confirmTimeout, "confirmTimeout is null");
    }

    public StartLimits withMaxStarting(int max) {
        return new StartLimits(max, maxUnconfirmed, confirmTimeout);
    }

    public StartLimits withMaxUnconfirmed(int max) {
        return new StartLimits(maxStarting, max, confirmTimeout);
    }

    public StartLimits withConfirmTimeout(Duration timeout) {
        return new StartLimits(maxStarting, maxUnconfirmed, timeout);
    }
}
