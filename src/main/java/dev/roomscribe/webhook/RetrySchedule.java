package dev.roomscribe.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Decides when one message is retried, and whether the receiver has refused it for too long. */
final class RetrySchedule {
    /** A receiver that asks for a longer delay is retried earlier. */
    private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(10);

    private final WebhookLimits limits;
    private final InstantSource clock;
    private int failures;
    private @Nullable Instant refusedSince;

    RetrySchedule(WebhookLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** Starts again for another message. */
    void reset() {
        failures = 0;
        refusedSince = null;
    }

    /** Records the result of a failed attempt; returns whether all results were refusals for longer than the limit. */
    boolean isRefusedForTooLong(DeliveryResult result) {
        if (!result.isRefused()) {
            refusedSince = null;
            return false;
        }
        Instant now = clock.instant();
        refusedSince = refusedSince == null ? now : refusedSince;
        return refusedSince.plus(limits.refusalTimeout()).isBefore(now);
    }

    /** Returns the delay before the next attempt: the back-off, or {@code Retry-After} if that is longer. */
    Duration nextDelay(DeliveryResult result) {
        failures++;
        long backoffMs = limits.backoff().delay(failures).toMillis();
        long requestedMs = Math.min(result.retryDelay(clock.instant()).toMillis(), MAX_RETRY_AFTER.toMillis());
        return Duration.ofMillis(Math.max(1, Math.max(backoffMs, requestedMs)));
    }
}
