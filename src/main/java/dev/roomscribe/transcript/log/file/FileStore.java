package dev.roomscribe.transcript.log.file;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stores the log of each room in a directory of its own. One thread writes, two read, and one forces what was written to
 * disk, which can take long.
 */
public final class FileStore implements TranscriptStore {
    private static final System.Logger LOG = System.getLogger(FileStore.class.getName());
    private static final int READERS = 2;
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    private final Path directory;
    private final DiskLimits limits;
    private final InstantSource clock;
    private final DirectoryLock lock;
    private final DiskRetention retention;
    private final WriteBacklog backlog;
    private final Map<Path, FileLog> open = new ConcurrentHashMap<>();
    private final LogWriter writer;
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, threads("transcript-reader-"));
    private final ScheduledExecutorService sync =
            Executors.newSingleThreadScheduledExecutor(threads("transcript-sync-"));

    private FileStore(
            Path directory, DiskLimits limits, InstantSource clock, StorageObserver observer, DirectoryLock lock) {
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
        this.lock = lock;
        retention = new DiskRetention(directory, limits);
        backlog = new WriteBacklog(observer);
        boolean always = limits.syncInterval().isZero();
        writer = new LogWriter(always ? this::syncAll : () -> {});
        if (!always) {
            schedule(limits.syncInterval(), this::syncAll);
        }
        schedule(RETRY_INTERVAL, this::retryFailed);
    }

    /**
     * Opens a directory of transcripts and creates it if necessary.
     *
     * @throws DirectoryInUseException if another process uses the directory
     * @throws IOException if the directory cannot be created or written to
     */
    public static FileStore open(Path directory, DiskLimits limits, InstantSource clock, StorageObserver observer)
            throws IOException {
        requireNonNull(limits, "limits is null");
        requireNonNull(clock, "clock is null");
        requireNonNull(observer, "observer is null");
        return new FileStore(directory, limits, clock, observer, DirectoryLock.acquire(directory));
    }

    private static ThreadFactory threads(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private void schedule(Duration interval, Runnable task) {
        var unused = sync.scheduleWithFixedDelay(
                () -> runLogged(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An executor does not repeat a task that throws. */
    private static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Maintenance of the stored transcripts failed", e);
        }
    }

    DiskLimits limits() {
        return limits;
    }

    InstantSource clock() {
        return clock;
    }

    WriteBacklog backlog() {
        return backlog;
    }

    LogWriter writer() {
        return writer;
    }

    Executor readers() {
        return readers;
    }

    @Override
    public FileLog log(String roomId, TranscriptLog.Listener listener) {
        FileLog log = new FileLog(this, roomDirectory(roomId), roomId, listener);
        // Replaces a log of this room that is still closing; that one removes only itself.
        open.put(log.directory(), log);
        return log;
    }

    void closed(FileLog log) {
        open.remove(log.directory(), log);
    }

    @Override
    public CompletionStage<Boolean> has(String roomId) {
        return CompletableFuture.supplyAsync(() -> Files.isDirectory(roomDirectory(roomId)), readers);
    }

    /**
     * Hashes the room id: ids are untrusted text, can be longer than a file name, and differ by case where file names may
     * not.
     */
    private Path roomDirectory(String roomId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(roomId.getBytes(StandardCharsets.UTF_8));
            return directory.resolve(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform supports SHA-256", e);
        }
    }

    /** Forces what was written of a log to disk without waiting for the next interval. */
    void syncSoon(FileLog log) {
        if (!limits.syncInterval().isZero()) {
            sync.execute(log::sync);
        }
    }

    private void syncAll() {
        open.values().forEach(FileLog::sync);
    }

    private void retryFailed() {
        for (FileLog log : open.values()) {
            if (log.isFailing()) {
                writer.submit(() -> {
                    log.retry();
                    return () -> {};
                });
            }
        }
    }

    @Override
    public void sweep() {
        sync.execute(() -> runLogged(this::deleteExpired));
    }

    void deleteExpired() {
        try {
            retention.expired(clock.instant()).forEach(this::delete);
        } catch (IOException e) {
            logDeleteFailure(e);
        }
    }

    private void delete(Path room, List<Path> files) {
        writer.submit(() -> {
            try {
                FileLog log = open.get(room);
                if (log != null) {
                    log.delete(files);
                } else {
                    for (Path file : files) {
                        Files.deleteIfExists(file);
                    }
                    Files.deleteIfExists(room);
                }
            } catch (DirectoryNotEmptyException e) {
                // Other files of the room are still stored.
            } catch (IOException e) {
                logDeleteFailure(e);
            }
            return () -> {};
        });
    }

    private static void logDeleteFailure(IOException e) {
        LOG.log(System.Logger.Level.WARNING, "Deleting old transcripts failed: {0}", e.toString());
    }

    /** Idempotent. */
    @Override
    public void close() {
        open.values().forEach(FileLog::close);
        writer.close();
        sync.shutdownNow();
        readers.shutdown();
        lock.close();
    }
}
