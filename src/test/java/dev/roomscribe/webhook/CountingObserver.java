package dev.roomscribe.webhook;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what webhooks report. */
final class CountingObserver implements WebhookObserver {
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger retried = new AtomicInteger();
    final AtomicLong dropped = new AtomicLong();

    @Override
    public void delivered() {
        delivered.incrementAndGet();
    }

    @Override
    public void retried() {
        retried.incrementAndGet();
    }

    @Override
    public void dropped(long events) {
        dropped.addAndGet(events);
    }

    @Override
    public String toString() {
        return delivered + " delivered, " + retried + " retried, " + dropped + " dropped";
    }
}
