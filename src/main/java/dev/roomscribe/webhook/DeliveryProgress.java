package dev.roomscribe.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Counts a webhook's deliveries. Updated on one event loop; {@link #status} may be read from any thread. */
final class DeliveryProgress {
    private final WebhookObserver observer;
    private final InstantSource clock;
    private volatile WebhookStatus status = new WebhookStatus(0, 0, null, null);

    DeliveryProgress(WebhookObserver observer, InstantSource clock) {
        this.observer = observer;
        this.clock = clock;
    }

    WebhookStatus status() {
        return status;
    }

    /** Records a delivery; returns whether attempts had been failing before. */
    boolean onDelivered(WebhookMessage message) {
        WebhookStatus before = status;
        if (message.isEvent()) {
            observer.delivered();
        }
        status = new WebhookStatus(before.delivered() + (message.isEvent() ? 1 : 0), before.givenUp(), null, null);
        return before.failingSince() != null;
    }

    /** Records a failed attempt; returns whether it is the first since the last delivery. */
    boolean onFailed(DeliveryResult result) {
        WebhookStatus before = status;
        Instant since = before.failingSince() == null ? clock.instant() : before.failingSince();
        status = new WebhookStatus(before.delivered(), before.givenUp(), since, result.description());
        return before.failingSince() == null;
    }

    void onRetry() {
        observer.retried();
    }

    void onDropped(long events) {
        WebhookStatus before = status;
        observer.dropped(events);
        status = new WebhookStatus(
                before.delivered(), before.givenUp() + events, before.failingSince(), before.failure());
    }

    /** Returns how long attempts have been failing; zero if the last one succeeded. */
    Duration failingFor(Instant now) {
        Instant since = status.failingSince();
        return since == null ? Duration.ZERO : Duration.between(since, now);
    }
}
