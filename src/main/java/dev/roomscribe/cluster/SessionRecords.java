package dev.roomscribe.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The sessions that should run: those that were started and have not ended. A process that starts finds here the sessions
 * that earlier processes left, and takes each of them over by its lease. Thread-safe; no method blocks.
 */
public interface SessionRecords {
    /** Returns the sessions that have a record and no lease, the one that started first at the front. */
    CompletionStage<List<SessionRecord>> interrupted();

    /** Returns the record of a room's session, whichever process runs it; empty if no session should run there. */
    default CompletionStage<Optional<SessionRecord>> find(String roomId) {
        return interrupted()
                .thenApply(records -> records.stream()
                        .filter(record -> record.roomId().equals(roomId))
                        .findFirst());
    }

    /** Takes the lease on a room; empty if it is taken. Fails if it is unknown whether it is taken. */
    CompletionStage<Optional<Lease>> acquire(String roomId);

    /**
     * Returns whether other processes use these records: then sessions are taken over at any time, not only when this one
     * starts.
     */
    default boolean isShared() {
        return false;
    }

    /** Returns whether records outlive this process. If not, sessions must be ended before the process ends. */
    boolean isDurable();
}
