package dev.roomscribe.security.limit;

import java.time.Duration;

/**
 * What an address has left of a limit.
 *
 * @param limit how many the limit allows
 * @param period in which {@code limit} requests are allowed; zero if the limit is on what is open at the same time
 * @param granted whether the request is within the limit
 * @param remaining how many more are allowed now
 * @param reset how long until more are allowed; until all are, if {@code granted}. Zero if that cannot be known
 */
public record Quota(
        LimitedAction action, int limit, Duration period, boolean granted, long remaining, Duration reset) {}
