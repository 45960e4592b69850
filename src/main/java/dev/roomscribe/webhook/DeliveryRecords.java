package dev.roomscribe.webhook;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stores one {@link DeliveryRecord} for each webhook whose delivery is not complete.
 *
 * <p>Thread-safe; only {@link #close} blocks. The operations on one session take effect in the order in which they were
 * called. A failure is logged here, once until an operation succeeds again; it never stops a delivery.
 */
public interface DeliveryRecords extends AutoCloseable {
    /** Stores nothing: what is undelivered when the service stops is dropped. */
    DeliveryRecords NONE = new DeliveryRecords() {
        @Override
        public boolean isPersistent() {
            return false;
        }

        @Override
        public CompletionStage<List<DeliveryRecord>> all() {
            return CompletableFuture.completedStage(List.of());
        }

        @Override
        public CompletionStage<Optional<DeliveryRecord>> find(String sessionId) {
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public CompletionStage<Void> save(DeliveryRecord record) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> remove(String sessionId) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void close() {}
    };

    /** Returns whether a later process reads what was saved. */
    boolean isPersistent();

    /** Returns all records, those of the oldest sessions first. A damaged record is logged and left out. */
    CompletionStage<List<DeliveryRecord>> all();

    /** Returns the record of a session; empty if there is none or it is damaged. */
    CompletionStage<Optional<DeliveryRecord>> find(String sessionId);

    /** Stores a record in place of the previous one of its session, in one step. */
    CompletionStage<Void> save(DeliveryRecord record);

    /** Removes the record of a session, if there is one. */
    CompletionStage<Void> remove(String sessionId);

    /** Completes the operations that were called before, and fails those that are called later. Blocks; idempotent. */
    @Override
    void close();
}
