package dev.roomscribe.api.limit;

import dev.roomscribe.security.limit.Quota;
import io.vertx.core.MultiMap;
import java.time.Duration;

/**
 * The headers {@code RateLimit-Policy} and {@code RateLimit} of draft-ietf-httpapi-ratelimit-headers-10, with which a client
 * can slow down before it is refused. A request to which two limits apply has two of each: they are lists.
 */
final class RateLimitHeaders {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private RateLimitHeaders() {}

    static void add(Quota quota, MultiMap headers) {
        String name = '"' + quota.action().label().replace('_', '-') + '"';
        if (quota.period().isZero()) {
            headers.add("RateLimit-Policy", name + ";q=" + quota.limit() + ";qu=\"concurrent-requests\"");
            headers.add("RateLimit", name + ";r=" + quota.remaining());
        } else {
            headers.add(
                    "RateLimit-Policy",
                    name + ";q=" + quota.limit() + ";w=" + quota.period().toSeconds());
            headers.add("RateLimit", name + ";r=" + quota.remaining() + ";t=" + seconds(quota.reset()));
        }
    }

    /** Returns whole seconds, rounded up. */
    static long seconds(Duration duration) {
        return (duration.toNanos() + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
    }
}
