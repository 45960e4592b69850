package dev.roomscribe.observability;

import dev.roomscribe.webhook.WebhookObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts the events that webhooks deliver. Called on event loops; never blocks. */
@Singleton
class WebhookMetrics implements WebhookObserver {
    private final Counter delivered;
    private final Counter dropped;
    private final Counter retries;

    WebhookMetrics(MeterRegistry registry) {
        delivered = Counter.builder(MetricNames.WEBHOOK_EVENTS_DELIVERED)
                .description("Events that a receiver has accepted")
                .register(registry);
        dropped = Counter.builder(MetricNames.WEBHOOK_EVENTS_DROPPED)
                .description("Events that will never be delivered")
                .register(registry);
        retries = Counter.builder(MetricNames.WEBHOOK_RETRIES)
                .description("Failed delivery attempts that were followed by another")
                .register(registry);
    }

    @Override
    public void delivered() {
        delivered.increment();
    }

    @Override
    public void retried() {
        retries.increment();
    }

    @Override
    public void dropped(long events) {
        dropped.increment((double) events);
    }
}
