package dev.roomscribe.cluster;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The right of this process to run a room's session, until it is released or lost. Thread-safe; no method blocks. Calls
 * take effect in their order.
 */
public interface Lease {
    /**
     * Returns the fencing number: greater than that of every earlier lease on the room as long as the room has a session
     * record, so a process that has lost its lease can be told from its successor. At least 1.
     */
    long fence();

    /**
     * Returns the record that the room had when this lease was taken: that of a session that another process has left, and
     * that must be continued or ended before another one may begin. Empty if it had none, or if records are not shared.
     */
    default Optional<SessionRecord> found() {
        return Optional.empty();
    }

    /**
     * Stores the session's record in place of the previous one.
     *
     * @return completes when the record would survive a crash; fails if it could not be stored, or if the lease is lost
     */
    CompletionStage<Void> save(SessionRecord record);

    /**
     * Removes the record and releases the lease: the session has ended and is not continued.
     *
     * @return fails if the record could not be removed; the lease is released in any case
     */
    CompletionStage<Void> end();

    /**
     * Returns a stage that completes once another process has the room, or may have had it: this one must then write nothing,
     * end nothing and delete nothing. Never completes while the lease is held.
     */
    default CompletionStage<Void> lost() {
        return new CompletableFuture<>();
    }

    /**
     * Returns whether no other process can have taken the room yet, as far as this one knows, because the lease was
     * confirmed within the lease time. What may exist only once in the room, such as an agent, may be created only then.
     */
    default boolean isConfirmed() {
        return true;
    }

    /** Releases the lease and keeps the record: a later process continues the session. */
    CompletionStage<Void> release();
}
