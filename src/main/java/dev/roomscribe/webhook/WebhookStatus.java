package dev.roomscribe.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook stands.
 *
 * @param delivered events that the receiver has taken
 * @param givenUp events that it will not get
 * @param failingSince when the attempts began to fail; absent while they do not
 * @param failure what the last of them met; absent while they do not
 */
public record WebhookStatus(
        long delivered,
        long givenUp,
        @Nullable Instant failingSince,
        @Nullable String failure) {}
