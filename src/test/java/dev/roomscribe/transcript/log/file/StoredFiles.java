package dev.roomscribe.transcript.log.file;

import static dev.roomscribe.transcript.log.LogFixture.await;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** The directory of a store under test: its files, copies of them, and the reports to its observer. */
final class StoredFiles {
    static final Duration MAX_AGE = Duration.ofDays(1);

    final AtomicLong unwritten = new AtomicLong();
    final AtomicLong lost = new AtomicLong();
    private final Path directory;
    private final InstantSource clock;

    StoredFiles(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    static DiskLimits limits(long roomBytes, long totalBytes, Duration syncInterval) {
        return new DiskLimits(MAX_AGE, roomBytes, totalBytes, syncInterval);
    }

    TranscriptStore store(DiskLimits limits) throws IOException {
        return FileStore.open(
                directory,
                limits,
                clock,
                new StorageObserver() {
                    @Override
                    public void unwritten(long events) {
                        unwritten.set(events);
                    }

                    @Override
                    public void lost(int events) {
                        lost.addAndGet(events);
                    }
                },
                sessionId -> false);
    }

    /** Returns the directory of a log. */
    static Path directory(TranscriptLog log) {
        return ((FileLog) log).directory();
    }

    /** Returns the files of a log, oldest first. */
    List<Path> of(TranscriptLog log) throws IOException {
        try (Stream<Path> all = Files.list(directory(log))) {
            return all.sorted().toList();
        }
    }

    /** Returns the size of all files. */
    long bytes() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(path -> path.toFile().length())
                    .sum();
        }
    }

    /** Returns a copy of the directory as it would remain if the process were killed now. */
    Path copy(TranscriptLog log) throws IOException {
        Path to = Files.createTempDirectory(directory, "copy");
        Path room = Files.createDirectories(to.resolve(directory(log).getFileName()));
        for (Path file : of(log)) {
            Files.copy(file, room.resolve(file.getFileName()));
        }
        Files.copy(directory.resolve(CrashMark.NAME), to.resolve(CrashMark.NAME));
        return to;
    }

    /** Returns a directory in which the only file of the room contains these bytes. */
    Path copy(TranscriptLog log, byte[] bytes) throws IOException {
        Path to = Files.createTempDirectory(directory, "copy");
        Path room = Files.createDirectories(to.resolve(directory(log).getFileName()));
        Files.write(room.resolve("000000000000000001.log"), bytes);
        return to;
    }

    /** Opens the log of room r1 in another directory, as another process would. */
    Reopened reopen(Path other, TranscriptLog.Listener listener) throws IOException {
        return new Reopened(
                new StoredFiles(other, clock).store(limits(64 << 20, 1 << 30, Duration.ofSeconds(1))), listener);
    }

    /** A log that another process opened. */
    static final class Reopened implements AutoCloseable {
        private final TranscriptStore store;
        private final TranscriptLog log;
        private final TranscriptLog.Opened opened;

        private Reopened(TranscriptStore store, TranscriptLog.Listener listener) {
            this.store = store;
            log = store.log("r1", listener);
            opened = await(log.open());
        }

        TranscriptLog log() {
            return log;
        }

        TranscriptLog.Opened opened() {
            return opened;
        }

        EventId append(DurableEvent event) {
            return await(log.append(event));
        }

        List<LogEntry> entries(EventId after) {
            List<LogEntry> all = new ArrayList<>();
            EventId position = after;
            while (true) {
                List<LogEntry> page = await(log.read(position, new EventId(Long.MAX_VALUE, Long.MAX_VALUE), 100_000));
                if (page.isEmpty()) {
                    return all;
                }
                all.addAll(page);
                position = page.get(page.size() - 1).id();
            }
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
