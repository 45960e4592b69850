package dev.roomscribe.transcript.log.file;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the log of each room in a directory of its own. One thread writes, two read, and one has the disk hold what was
 * written, which may take it long.
 */
public final class FileStore implements TranscriptStore {
    private static final System.Logger LOG = System.getLogger(FileStore.class.getName());
    private static final String LOCK = "lock";
    private static final int READERS = 2;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Path directory;
    private final DiskLimits limits;
    private final InstantSource clock;
    private final StorageObserver observer;
    private final FileChannel lock;
    private final Map<Path, FileLog> open = new ConcurrentHashMap<>();
    private final AtomicLong unwritten = new AtomicLong();
    private final LogWriter writer;
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, threads("transcript-reader-"));
    private final ScheduledExecutorService sync =
            Executors.newSingleThreadScheduledExecutor(threads("transcript-sync-"));

    private FileStore(
            Path directory, DiskLimits limits, InstantSource clock, StorageObserver observer, FileChannel lock) {
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
        this.observer = observer;
        this.lock = lock;
        boolean always = limits.syncInterval().isZero();
        writer = new LogWriter(always ? this::syncAll : () -> {});
        if (!always) {
            every(limits.syncInterval(), this::syncAll);
        }
        every(RETRY, this::retry);
    }

    public static FileStore open(Path directory, DiskLimits limits, InstantSource clock, StorageObserver observer)
            throws IOException {
        requireNonNull(limits, "limits is null");
        requireNonNull(clock, "clock is null");
        requireNonNull(observer, "observer is null");
        Files.createDirectories(directory);
        FileChannel lock =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() != null) {
                return new FileStore(directory, limits, clock, observer, lock);
            }
        } catch (OverlappingFileLockException e) {
            // Another service in this process has it.
        }
        lock.close();
        throw new DirectoryInUseException(directory);
    }

    private static ThreadFactory threads(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private void every(Duration interval, Runnable task) {
        var unused = sync.scheduleWithFixedDelay(
                () -> guarded(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What throws is not scheduled again. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The care for transcripts failed", e);
        }
    }

    DiskLimits limits() {
        return limits;
    }

    InstantSource clock() {
        return clock;
    }

    StorageObserver observer() {
        return observer;
    }

    LogWriter writer() {
        return writer;
    }

    Executor readers() {
        return readers;
    }

    @Override
    public FileLog log(String roomId, TranscriptLog.Listener listener) {
        FileLog log = new FileLog(this, home(roomId), roomId, listener);
        // One that is closing is still in the map, and takes itself out alone.
        open.put(log.directory(), log);
        return log;
    }

    void closed(FileLog log) {
        open.remove(log.directory(), log);
    }

    @Override
    public CompletionStage<Boolean> has(String roomId) {
        return CompletableFuture.supplyAsync(() -> Files.isDirectory(home(roomId)), readers);
    }

    /** Rooms' ids are strangers' text, as long as no file name may be, and told apart by case where files may not be. */
    private Path home(String roomId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(roomId.getBytes(StandardCharsets.UTF_8));
            return directory.resolve(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    void unwritten(long more) {
        observer.unwritten(unwritten.addAndGet(more));
    }

    void syncSoon(FileLog log) {
        if (!limits.syncInterval().isZero()) {
            sync.execute(log::sync);
        }
    }

    private void syncAll() {
        open.values().forEach(FileLog::sync);
    }

    private void retry() {
        for (FileLog log : open.values()) {
            if (log.isFailing()) {
                writer.submit(() -> {
                    log.write();
                    return () -> {};
                });
            }
        }
    }

    @Override
    public void sweep() {
        sync.execute(() -> guarded(this::dropOld));
    }

    /** A file that might be dropped. */
    private record Old(Path path, long bytes, Instant newest) {}

    /** Drops what is too old, then what is too much of a room, then what is too much of all; the oldest always first. */
    void dropOld() {
        Instant oldest = clock.instant().minus(limits.maxAge());
        List<Old> kept = new ArrayList<>();
        List<Path> doomed = new ArrayList<>();
        Set<Path> emptied = new HashSet<>();
        try (DirectoryStream<Path> rooms = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (Path room : rooms) {
                List<Old> files = files(room);
                if (files.isEmpty()) {
                    emptied.add(room);
                }
                long bytes = files.stream().mapToLong(Old::bytes).sum();
                for (Old file : files) {
                    if (file.newest().isBefore(oldest) || bytes > limits.maxRoomBytes()) {
                        doomed.add(file.path());
                        bytes -= file.bytes();
                    } else {
                        kept.add(file);
                    }
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Old transcripts cannot be dropped: {0}", e.toString());
            return;
        }
        kept.sort(Comparator.comparing(Old::newest));
        long total = kept.stream().mapToLong(Old::bytes).sum();
        for (Old file : kept) {
            if (total <= limits.maxTotalBytes()) {
                break;
            }
            doomed.add(file.path());
            total -= file.bytes();
        }
        doomed.forEach(file -> emptied.add(file.getParent()));
        emptied.forEach(room -> drop(room, doomed));
    }

    private static List<Old> files(Path room) throws IOException {
        List<Old> files = new ArrayList<>();
        for (SegmentFile file : SegmentFile.list(room)) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file.path(), BasicFileAttributes.class);
                files.add(new Old(
                        file.path(),
                        attributes.size(),
                        attributes.lastModifiedTime().toInstant()));
            } catch (NoSuchFileException e) {
                // It was dropped meanwhile.
            }
        }
        return files;
    }

    private void drop(Path room, List<Path> doomed) {
        List<Path> files = doomed.stream().filter(file -> file.startsWith(room)).toList();
        writer.submit(() -> {
            try {
                FileLog log = open.get(room);
                if (log != null) {
                    log.drop(files);
                } else {
                    for (Path file : files) {
                        Files.deleteIfExists(file);
                    }
                    Files.deleteIfExists(room);
                }
            } catch (DirectoryNotEmptyException e) {
                // There is something left to keep.
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "Old transcripts cannot be dropped: {0}", e.toString());
            }
            return () -> {};
        });
    }

    /** Idempotent. */
    @Override
    public void close() {
        open.values().forEach(FileLog::close);
        writer.close();
        sync.shutdownNow();
        readers.shutdown();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The lock of {0} did not close: {1}", directory, e.toString());
        }
    }
}
