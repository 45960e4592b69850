package dev.roomscribe.webhook;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.retry.Backoff;
import java.time.Duration;

/**
 * Time limits of a webhook.
 *
 * @param requestTimeout the timeout of one attempt, from resolving the host to the end of the response
 * @param backoff the delays between attempts
 * @param refusalTimeout how long a receiver may refuse one event before the webhook skips it and sends a gap instead
 * @param retryTimeout how long after the end of the session undelivered events are retried
 */
public record WebhookLimits(Duration requestTimeout, Backoff backoff, Duration refusalTimeout, Duration retryTimeout) {
    public WebhookLimits {
        requireNonNull(requestTimeout, "requestTimeout is null");
        requireNonNull(backoff, "backoff is null");
        requireNonNull(refusalTimeout, "refusalTimeout is null");
        requireNonNull(retryTimeout, "retryTimeout is null");
    }

    /** Limits with delays from 0.5 s to 1 min between attempts and a refusal timeout of 10 min. */
    public WebhookLimits(Duration requestTimeout, Duration retryTimeout) {
        this(
                requestTimeout,
                Backoff.between(Duration.ofMillis(500), Duration.ofMinutes(1)),
                Duration.ofMinutes(10),
                retryTimeout);
    }
}
