package dev.roomscribe.webhook;

import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.transcript.event.EventId;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Saves the record of one webhook: when delivery starts, and then at most once per second while the receiver accepts
 * events. What failed is saved again after a second. Confined to the event loop.
 */
final class RecordWriter {
    private static final long INTERVAL_MS = 1_000;
    private static final long NO_TIMER = -1;

    private final WebhookContext context;
    private final String sessionId;
    private @Nullable DeliveryRecord newest;
    /** Whether {@link #newest} is neither saved nor being saved. */
    private boolean waiting;

    private boolean saving;
    private boolean stored;
    private boolean closed;
    private long timer = NO_TIMER;

    RecordWriter(WebhookContext context, String sessionId) {
        this.context = context;
        this.sessionId = sessionId;
    }

    /**
     * Sets the record with which delivery starts.
     *
     * @param found whether an earlier process stored it
     * @return completes when it is saved or saving has failed; never fails
     */
    Future<Void> start(DeliveryRecord record, boolean found) {
        newest = record;
        stored = found;
        return found ? Future.succeededFuture() : save(record);
    }

    /** Moves to a position that the receiver acknowledged. */
    void acknowledged(EventId position) {
        DeliveryRecord record = newest;
        if (record != null && !record.acknowledged().equals(position)) {
            newest = record.withAcknowledged(position);
            waiting = true;
            saveIfDue();
        }
    }

    private void saveIfDue() {
        DeliveryRecord record = newest;
        if (record != null && waiting && !saving && !closed && timer == NO_TIMER) {
            var unused = save(record);
        }
    }

    private Future<Void> save(DeliveryRecord record) {
        waiting = false;
        saving = true;
        timer = context.vertx().setTimer(INTERVAL_MS, due -> {
            timer = NO_TIMER;
            saveIfDue();
        });
        return context.eventLoop()
                .await(EventLoop.attempt(
                        () -> Future.fromCompletionStage(context.records().save(record))))
                .transform(saved -> {
                    saving = false;
                    stored |= saved.succeeded();
                    waiting |= saved.failed();
                    saveIfDue();
                    return Future.succeededFuture();
                });
    }

    /** Returns whether a later process can continue the delivery. Before the start, there may be an earlier record. */
    boolean isStored() {
        return context.records().isPersistent() && (stored || newest == null);
    }

    /** Saves the newest position; the record stays for a later process. */
    void keep() {
        DeliveryRecord last = waiting && !closed ? newest : null;
        if (last != null) {
            var unused = context.records().save(last);
        }
        close();
    }

    /** Removes the record: nothing more will be delivered. */
    void remove() {
        var unused = context.records().remove(sessionId);
        close();
    }

    /** Stores nothing any more. */
    void close() {
        if (!closed) {
            closed = true;
            context.records().release(sessionId);
        }
        context.vertx().cancelTimer(timer);
    }
}
