package dev.roomscribe.webhook;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what webhooks report. */
final class CountingObserver implements WebhookObserver {
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger retried = new AtomicInteger();
    final AtomicLong givenUp = new AtomicLong();

    @Override
    public void delivered() {
        delivered.incrementAndGet();
    }

    @Override
    public void retried() {
        retried.incrementAndGet();
    }

    @Override
    public void givenUp(long events) {
        givenUp.addAndGet(events);
    }

    @Override
    public String toString() {
        return delivered + " delivered, " + retried + " retried, " + givenUp + " given up";
    }
}
