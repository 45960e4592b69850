package dev.roomscribe.cluster.local;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The session records of the only process that uses a data directory, one file each. A lease needs nothing but this
 * process, because the lock of the transcript directory keeps every other one out.
 */
public final class FileSessionRecords implements SessionRecords, AutoCloseable {
    /** Far more changes than all sessions can cause while a disk responds slowly. */
    private static final int MAX_WAITING = 10_000;

    private final RecordFiles files;
    private final Executor executor;
    private final RoomLeases leases = new RoomLeases();
    /** By room: what the files contain. */
    private final Map<String, SessionRecord> records = new ConcurrentHashMap<>();

    /**
     * Reads the records of earlier processes. Blocks.
     *
     * @param executor runs one task at a time, which may block
     * @throws IOException if the directory cannot be created or read
     */
    public FileSessionRecords(Path directory, Executor executor) throws IOException {
        this.executor = requireNonNull(executor, "executor is null");
        files = new RecordFiles(directory);
        files.readAll().forEach(record -> records.put(record.roomId(), record));
    }

    /** Opens a directory of records, with a thread of its own. Parameters as for the constructor. */
    public static FileSessionRecords open(Path directory) throws IOException {
        ExecutorService thread =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    Thread created = new Thread(task, "session-records");
                    created.setDaemon(true);
                    return created;
                });
        try {
            return new FileSessionRecords(directory, thread);
        } catch (IOException e) {
            thread.shutdown();
            throw e;
        }
    }

    /** Returns whether a session that an earlier process left has a record and so will be continued. */
    public boolean continues(String sessionId) {
        return records.values().stream().anyMatch(record -> record.sessionId().equals(sessionId));
    }

    @Override
    public CompletionStage<List<SessionRecord>> interrupted() {
        return CompletableFuture.completedStage(records.values().stream()
                .filter(record -> !leases.isTaken(record.roomId()))
                .sorted(Comparator.comparing(SessionRecord::startedAt).thenComparing(SessionRecord::roomId))
                .toList());
    }

    @Override
    public CompletionStage<Optional<Lease>> acquire(String roomId) {
        if (!leases.take(roomId)) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        SessionRecord found = records.get(roomId);
        return CompletableFuture.completedStage(
                Optional.of(new FileLease(roomId, found == null ? 1 : found.fence() + 1)));
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    @FunctionalInterface
    private interface Change {
        void apply() throws IOException;
    }

    private CompletionStage<Void> run(Change change) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    change.apply();
                    done.complete(null);
                } catch (IOException | RuntimeException | Error e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new IOException("the disk does not respond, or the records are closed", e));
        }
        return done;
    }

    /** Waits for pending changes for at most 1 s. */
    @Override
    public void close() {
        if (executor instanceof ExecutorService thread) {
            thread.shutdown();
            try {
                if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                    thread.shutdownNow();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class FileLease implements Lease {
        private final String roomId;
        private final long fence;

        FileLease(String roomId, long fence) {
            this.roomId = roomId;
            this.fence = fence;
        }

        @Override
        public long fence() {
            return fence;
        }

        @Override
        public CompletionStage<Void> save(SessionRecord record) {
            return run(() -> {
                files.write(record);
                records.put(roomId, record);
            });
        }

        @Override
        public CompletionStage<Void> end() {
            return run(() -> {
                        records.remove(roomId);
                        files.delete(roomId);
                    })
                    .whenComplete((done, failure) -> leases.release(roomId));
        }

        @Override
        public CompletionStage<Void> release() {
            // After the changes before.
            return run(() -> {}).whenComplete((done, failure) -> leases.release(roomId));
        }
    }
}
