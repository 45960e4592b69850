package dev.roomscribe.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a webhook's deliveries.
 *
 * @param delivered how many events the receiver has accepted
 * @param givenUp how many events were dropped and will never be delivered
 * @param failingSince when attempts started to fail; null while they succeed
 * @param failure the result of the last failed attempt; null while attempts succeed
 */
public record WebhookStatus(
        long delivered,
        long givenUp,
        @Nullable Instant failingSince,
        @Nullable String failure) {}
