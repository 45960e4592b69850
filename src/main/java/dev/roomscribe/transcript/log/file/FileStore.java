package dev.roomscribe.transcript.log.file;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.security.Sha256;
import dev.roomscribe.storage.DirectoryInUseException;
import dev.roomscribe.storage.DirectoryLock;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.StoredRoom;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.transcript.log.file.thread.StorageExecutors;
import dev.roomscribe.transcript.log.file.thread.StorageThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/**
 * Stores the log of each room in a directory of its own. One executor writes, one reads, and one forces what was written to
 * disk, which can take long.
 */
public final class FileStore implements TranscriptStore {
    private static final System.Logger LOG = System.getLogger(FileStore.class.getName());
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    private final Path directory;
    private final DiskLimits limits;
    private final InstantSource clock;
    private final StorageExecutors executors;
    private final Disk disk;
    private final DirectoryLock lock;
    private final DiskRetention retention;
    private final PendingWrites.Backlog backlog;
    private final InterruptedSessions interrupted;
    private final CrashMark crashMark;
    private final Map<Path, FileLog> open = new ConcurrentHashMap<>();
    private final StoredRooms rooms;
    private final LogWriter writer;

    private FileStore(
            Path directory,
            DiskLimits limits,
            InstantSource clock,
            StorageObserver observer,
            StorageExecutors executors,
            Disk disk,
            DirectoryLock lock,
            Predicate<String> continued) {
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
        this.executors = executors;
        this.disk = disk;
        this.lock = lock;
        rooms = new StoredRooms(disk, directory, open::get);
        interrupted = new InterruptedSessions(this, disk, continued);
        retention = new DiskRetention(disk, directory, limits);
        backlog = new PendingWrites.Backlog(observer);
        crashMark = CrashMark.open(disk, directory);
        boolean always = limits.syncInterval().isZero();
        writer = new LogWriter(executors.writer(), always ? this::syncAll : () -> {});
        if (!always) {
            executors.repeat(limits.syncInterval(), () -> runLogged(this::syncAll));
        }
        executors.repeat(RETRY_INTERVAL, () -> runLogged(this::retryFailed));
        maintain(() -> interrupted.end(directory));
    }

    /**
     * Opens a directory of transcripts with threads of its own and creates the directory if necessary. Sessions that a
     * crash interrupted are ended soon after, except those that are continued.
     *
     * @param continued returns whether this process continues a session, by its id
     * @throws DirectoryInUseException if another process uses the directory
     * @throws IOException if the directory cannot be created or written to
     */
    public static FileStore open(
            Path directory,
            DiskLimits limits,
            InstantSource clock,
            StorageObserver observer,
            Predicate<String> continued)
            throws IOException {
        requireNonNull(limits, "limits is null");
        requireNonNull(clock, "clock is null");
        requireNonNull(observer, "observer is null");
        requireNonNull(continued, "continued is null");
        DirectoryLock lock = DirectoryLock.acquire(directory);
        return new FileStore(directory, limits, clock, observer, new StorageThreads(), Disk.SYSTEM, lock, continued);
    }

    /**
     * Opens a directory of transcripts, of any file system, with given executors.
     *
     * @param executors closed with the store
     * @param continued as for the other method
     * @throws DirectoryInUseException if another store uses the directory
     * @throws IOException if the directory cannot be created or written to
     */
    public static FileStore open(
            Path directory,
            DiskLimits limits,
            InstantSource clock,
            StorageObserver observer,
            StorageExecutors executors,
            Disk disk,
            Predicate<String> continued)
            throws IOException {
        requireNonNull(limits, "limits is null");
        requireNonNull(clock, "clock is null");
        requireNonNull(observer, "observer is null");
        requireNonNull(continued, "continued is null");
        requireNonNull(executors, "executors is null");
        requireNonNull(disk, "disk is null");
        DirectoryLock lock = DirectoryLock.acquire(directory);
        return new FileStore(directory, limits, clock, observer, executors, disk, lock, continued);
    }

    /** An executor does not repeat a task that throws. */
    private static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "Maintenance of the stored transcripts failed", e);
        }
    }

    DiskLimits limits() {
        return limits;
    }

    InstantSource clock() {
        return clock;
    }

    LogWriter writer() {
        return writer;
    }

    Executor readers() {
        return executors.readers();
    }

    /** Runs slow work that must not delay the writer; does nothing once the store is closed. */
    void maintain(Runnable task) {
        try {
            executors.maintenance().execute(() -> runLogged(task));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "The store of transcripts is closed", e);
        }
    }

    @Override
    public FileLog log(String roomId, TranscriptLog.Listener listener) {
        FileLog log = new FileLog(this, roomId, files(roomDirectory(roomId), roomId), listener);
        // Replaces a log of this room that is still closing; that one removes only itself.
        open.put(log.directory(), log);
        rooms.changed(log.directory());
        return log;
    }

    LogFiles files(Path room, String roomId) {
        return new LogFiles(disk, room, roomId, clock, backlog, interrupted, crashMark);
    }

    /** The files of a room without an open log were changed. */
    void changed(Path room) {
        rooms.changed(room);
    }

    boolean isOpen(Path room) {
        return open.containsKey(room);
    }

    void closed(FileLog log) {
        open.remove(log.directory(), log);
        rooms.changed(log.directory());
    }

    @Override
    public CompletionStage<Boolean> has(String roomId) {
        try {
            return CompletableFuture.supplyAsync(() -> Files.isDirectory(roomDirectory(roomId)), readers());
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(new IOException("transcripts are closed", e));
        }
    }

    @Override
    public List<StoredRoom> rooms() throws IOException {
        return rooms.list();
    }

    @Override
    public Optional<StoredRoom> room(String roomId) throws IOException {
        return rooms.of(roomDirectory(roomId));
    }

    @Override
    public List<SessionSpan> sessions(String roomId) throws IOException {
        return rooms.sessions(roomDirectory(roomId));
    }

    @Override
    public List<LogEntry> read(String roomId, EventId after, int chars) throws IOException {
        Path room = roomDirectory(roomId);
        FileLog log = open.get(room);
        return log != null && log.isOpen()
                ? log.page(after, chars)
                : Erasures.without(
                        Erasures.pending(disk, room, roomId),
                        () -> LogReader.page(
                                disk,
                                SegmentFile.list(disk, room),
                                after,
                                new EventId(Long.MAX_VALUE, Long.MAX_VALUE),
                                chars));
    }

    /**
     * Hashes the room id: ids are untrusted text, can be longer than a file name, and differ by case where file names may
     * not.
     */
    private Path roomDirectory(String roomId) {
        return directory.resolve(Sha256.hex(roomId));
    }

    /** Forces what was written of a log to disk without waiting for the next interval. */
    void syncSoon(FileLog log) {
        if (!limits.syncInterval().isZero()) {
            maintain(log::sync);
        }
    }

    private void syncAll() {
        open.values().forEach(FileLog::sync);
    }

    private void retryFailed() {
        lock.restore();
        var unused = writer.submit(() -> {
            crashMark.restoreIfMissing();
            return () -> true;
        });
        open.values().forEach(FileLog::retry);
    }

    @Override
    public void sweep() {
        maintain(this::deleteExpired);
    }

    void deleteExpired() {
        try {
            retention.expired(clock.instant()).forEach(this::delete);
        } catch (IOException e) {
            logDeleteFailure(e);
        }
    }

    private void delete(Path room, List<Path> files) {
        var unused = writer.submit(() -> {
            try {
                FileLog log = open.get(room);
                if (log != null) {
                    log.delete(files);
                } else {
                    deleteClosed(room, files);
                }
            } catch (IOException e) {
                logDeleteFailure(e);
            }
            return () -> true;
        });
    }

    private void deleteClosed(Path room, List<Path> files) throws IOException {
        try {
            for (Path file : files) {
                disk.delete(file);
            }
            if (SegmentFile.list(disk, room).isEmpty()) {
                ProgressFile.delete(disk, room);
                Erasures.delete(disk, room);
                disk.delete(room);
            }
        } finally {
            rooms.changed(room);
        }
    }

    private static void logDeleteFailure(IOException e) {
        LOG.log(System.Logger.Level.WARNING, "Deleting old transcripts failed: {0}", e.toString());
    }

    /** Idempotent. */
    @Override
    public void close() {
        open.values().forEach(FileLog::close);
        executors.close();
        crashMark.close();
        lock.close();
    }
}
