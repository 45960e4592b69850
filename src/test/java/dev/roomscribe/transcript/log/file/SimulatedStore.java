package dev.roomscribe.transcript.log.file;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogRange;
import dev.roomscribe.transcript.log.SessionProgress;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.StoredRoom;
import dev.roomscribe.transcript.log.TranscriptLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A store on a file system in memory, with a clock and executors that only the test moves, and the log of room r1. */
final class SimulatedStore implements AutoCloseable {
    private static final EventId FIRST = new EventId(0, 0);
    private static final EventId LAST = new EventId(Long.MAX_VALUE, Long.MAX_VALUE);

    final MutableClock clock = new MutableClock();
    FaultyDisk disk = new FaultyDisk();
    /** The run of the operating system under which the next process starts. */
    Optional<String> bootId = disk.bootId;

    long unwritten;
    long lost;
    /** The entries that the listener received, of every process. */
    final List<LogEntry> delivered = new ArrayList<>();
    /** The erasures that the listener was told. */
    final List<Erasure> erasures = new ArrayList<>();

    private final FileSystem fileSystem = Jimfs.newFileSystem(Configuration.unix());
    private final Path directory = fileSystem.getPath("/data/transcripts");
    private ManualExecutors executors = new ManualExecutors();
    private FileStore store;
    private TranscriptLog log;
    private TranscriptLog.Opened opened;

    static SimulatedStore started() {
        SimulatedStore store = new SimulatedStore();
        store.startProcess();
        store.openLog();
        return store;
    }

    private SimulatedStore() {}

    void startProcess() {
        executors = new ManualExecutors();
        StorageObserver observer = new StorageObserver() {
            @Override
            public void unwritten(long events) {
                unwritten = events;
            }

            @Override
            public void lost(int events) {
                lost += events;
            }
        };
        try {
            store = FileStore.open(
                    directory,
                    new DiskLimits(Duration.ofDays(30), 64 << 20, 1 << 30, Duration.ofSeconds(1)),
                    clock,
                    observer,
                    executors,
                    disk,
                    sessionId -> false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void openLog() {
        log = store.log("r1", new TranscriptLog.Listener() {
            @Override
            public void appended(LogEntry entry) {
                delivered.add(entry);
            }

            @Override
            public void erased(Erasure erasure) {
                erasures.add(erasure);
            }

            @Override
            public void erased(EventId end) {
                delivered.clear();
            }
        });
        opened = complete(log.open().toCompletableFuture());
    }

    TranscriptLog.Opened opened() {
        return opened;
    }

    TranscriptLog log() {
        return log;
    }

    /** Returns the store of the present process. */
    FileStore store() {
        return store;
    }

    /** Returns what the files of the room contain. */
    String content() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : files()) {
            if (Files.isRegularFile(file)) {
                all.append(Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }

    /** Submits an event; it is written when tasks run next. */
    CompletableFuture<EventId> submit(DurableEvent event) {
        return log.append(event).toCompletableFuture();
    }

    void append(DurableEvent... events) {
        for (DurableEvent event : events) {
            complete(submit(event));
        }
    }

    void saveProgress(double at, SessionProgress.TrackProgress... tracks) {
        log.saveProgress(new SessionProgress("s1", at, List.of(tracks)));
        run();
    }

    void run() {
        executors.run();
    }

    /** Lets a second pass in which all periodic work is done. */
    void tick() {
        clock.advance(Duration.ofSeconds(1));
        executors.tick();
    }

    /** Ends the process without warning, and starts another one that does not open the log yet. */
    void kill() {
        executors.kill();
        disk = new FaultyDisk();
        disk.bootId = bootId;
        startProcess();
    }

    /** Ends the process without warning, and starts another one after a restart of the machine, whose disk is full. */
    void killWithFullDisk() {
        executors.kill();
        disk = new FaultyDisk();
        disk.bootId = Optional.of("another");
        disk.writesFail = true;
        startProcess();
    }

    /** Ends the process without warning; another one opens the log after some time. */
    void killAndOpen(Duration elapsed) {
        executors.kill();
        clock.advance(elapsed);
        disk = new FaultyDisk();
        disk.bootId = bootId;
        startProcess();
        openLog();
    }

    /** Ends the process regularly and starts another one. */
    void restart() {
        store.close();
        startProcess();
        openLog();
    }

    /** Returns all stored entries. */
    List<LogEntry> stored() {
        List<LogEntry> all = new ArrayList<>();
        EventId position = FIRST;
        while (true) {
            List<LogEntry> page = complete(log.read(position, LAST, 50_000).toCompletableFuture());
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            position = page.get(page.size() - 1).id();
        }
    }

    List<DurableEvent> events() {
        return stored().stream().map(entry -> entry.event().orElseThrow()).toList();
    }

    /** Returns the sessions of the log. */
    List<SessionSpan> sessions() {
        return complete(log.sessions(new LogRange(log.start(), LAST)).toCompletableFuture());
    }

    /** Returns the events of one type. */
    <T extends DurableEvent> List<T> events(Class<T> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Returns what the store tells of the room without its events. */
    Optional<StoredRoom> room() throws IOException {
        return store.room("r1");
    }

    /** Returns all files and directories of the room. */
    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(
                            path -> !path.equals(directory) && !path.endsWith("lock") && !path.endsWith(CrashMark.NAME))
                    .toList();
        }
    }

    /** Returns the path of the file that says what is certain after a crash. */
    Path crashMark() {
        return directory.resolve(CrashMark.NAME);
    }

    /** Deletes the directory of all transcripts, as an operator could. */
    void deleteDirectory() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private <T> T complete(CompletableFuture<T> stage) {
        run();
        if (!stage.isDone()) {
            throw new AssertionError("the operation has not completed");
        }
        return stage.join();
    }

    @Override
    public void close() throws IOException {
        store.close();
        fileSystem.close();
    }
}
