package dev.roomscribe.webhook;

/** Counts deliveries. Called on an event loop, so it must be quick and never throw. */
public interface WebhookObserver {
    /** An event was delivered. */
    void delivered();

    /** An attempt failed and will be repeated. */
    void retried();

    /** Events will never be delivered. */
    void dropped(long events);
}
