package dev.roomscribe.webhook;

import java.time.Duration;

/**
 * How patient a webhook is.
 *
 * @param timeout how long one attempt may take, from the look-up of the name to the end of the answer
 * @param firstDelay the wait after a first failure, which doubles with each that follows
 * @param longestDelay what it doubles to at most
 * @param refusalPatience how long a receiver may refuse one event before the others go past it, under a gap
 * @param giveUpAfter how long after the session's end what is left is still tried
 */
public record WebhookLimits(
        Duration timeout, Duration firstDelay, Duration longestDelay, Duration refusalPatience, Duration giveUpAfter) {
    public WebhookLimits(Duration timeout, Duration giveUpAfter) {
        this(timeout, Duration.ofMillis(500), Duration.ofMinutes(1), Duration.ofMinutes(10), giveUpAfter);
    }
}
