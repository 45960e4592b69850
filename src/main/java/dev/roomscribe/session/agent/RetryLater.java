package dev.roomscribe.session.agent;

import java.time.Duration;

/**
 * An attempt failed and may succeed later.
 *
 * @param delay until the next attempt
 * @param why the failure, for a log line
 */
public record RetryLater(Duration delay, String why) {}
