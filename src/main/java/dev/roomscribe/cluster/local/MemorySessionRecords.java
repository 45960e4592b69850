package dev.roomscribe.cluster.local;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecords;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Leases without records, for transcripts in memory: nothing is left to continue after the process has ended. */
public final class MemorySessionRecords implements SessionRecords {
    private final RoomLeases leases = new RoomLeases();

    @Override
    public CompletionStage<List<SessionRecord>> interrupted() {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Optional<Lease>> acquire(String roomId) {
        return CompletableFuture.completedStage(
                leases.take(roomId) ? Optional.of(new MemoryLease(roomId)) : Optional.empty());
    }

    @Override
    public boolean isDurable() {
        return false;
    }

    private final class MemoryLease implements Lease {
        private final String roomId;

        MemoryLease(String roomId) {
            this.roomId = roomId;
        }

        @Override
        public long fence() {
            return 1;
        }

        @Override
        public CompletionStage<Void> save(SessionRecord record) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> end() {
            return release();
        }

        @Override
        public CompletionStage<Void> release() {
            leases.release(roomId);
            return CompletableFuture.completedStage(null);
        }
    }
}
