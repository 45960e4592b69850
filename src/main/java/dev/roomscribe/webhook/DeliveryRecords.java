package dev.roomscribe.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Stores one {@link DeliveryRecord} for each webhook whose delivery is not complete.
 *
 * <p>Thread-safe; only {@link #close} blocks. The operations on one session take effect in the order in which they were
 * called. A failure is logged here, once until an operation succeeds again; it never stops a delivery.
 *
 * <p>If several processes share the records, each record is claimed by the one that delivers the webhook's events, for as
 * long as that process can renew its claim. A process that runs the session takes the claim from any other.
 */
public interface DeliveryRecords extends AutoCloseable {
    /** Stores nothing: what is undelivered when the service stops is dropped. */
    DeliveryRecords NONE = new DeliveryRecords() {
        @Override
        public boolean isPersistent() {
            return false;
        }

        @Override
        public CompletionStage<List<DeliveryRecord>> unclaimed() {
            return CompletableFuture.completedStage(List.of());
        }

        @Override
        public CompletionStage<Optional<DeliveryRecord>> claim(String sessionId) {
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

    /**
     * Claims records that no running process has claimed, and returns them, those of the oldest sessions first. A damaged
     * record is logged and left out. Records of sessions that another process runs or continues are left out, too.
     */
    CompletionStage<List<DeliveryRecord>> unclaimed();

    /** Returns how often to call {@link #unclaimed} while this process runs; empty if only at its start. */
    default Optional<Duration> claimInterval() {
        return Optional.empty();
    }

    /**
     * Claims the record of a session that this process runs, and returns it; empty if there is none or it is damaged. Takes
     * as long as it is unknown whether there is one.
     */
    CompletionStage<Optional<DeliveryRecord>> claim(String sessionId);

    /** Sets what is called with the id of a session whose record another process has claimed. */
    default void onLost(Consumer<String> listener) {}

    /**
     * Completes when this process may deliver the next event of a session, because its claim is up to date. Never fails, and
     * never completes if the claim is lost or released before.
     */
    default CompletionStage<Void> permission(String sessionId) {
        return CompletableFuture.completedStage(null);
    }

    /** This process delivers nothing of a session any more, and leaves its record to others. */
    default void release(String sessionId) {}

    /** Stores a record in place of the previous one of its session, in one step, unless another process has claimed it. */
    CompletionStage<Void> save(DeliveryRecord record);

    /** Removes the record of a session, if there is one that no other process has claimed. */
    CompletionStage<Void> remove(String sessionId);

    /** Completes the operations that were called before, and fails those that are called later. Blocks; idempotent. */
    @Override
    void close();
}
