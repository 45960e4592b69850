package dev.roomscribe.webhook;

/** Told of what comes of deliveries; called on an event loop, so it must be quick and never throw. */
public interface WebhookObserver {
    /** An event has reached its receiver. */
    void posted();

    /** An attempt has failed, and will be followed by another. */
    void postedAgain();

    /** Events will not reach their receiver. */
    void givenUp(long events);
}
