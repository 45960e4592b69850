package dev.roomscribe.transcript.log.file;

import static dev.roomscribe.transcript.log.LogFixture.await;
import static dev.roomscribe.transcript.log.file.StoredFiles.limits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.Cursor;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogRange;
import dev.roomscribe.transcript.log.LogSnapshot;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.SessionSpans;
import dev.roomscribe.transcript.log.SessionTotals;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.StoredRoom;
import dev.roomscribe.transcript.log.TalkTime;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.file.thread.StorageThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sessions of a log are read from the ends of its files. */
class SegmentIndexTest {
    private static final EventId MAX = new EventId(Long.MAX_VALUE, Long.MAX_VALUE);
    private static final int SESSIONS = 30;
    /** 30 sessions with two finals of this length fill four files. */
    private static final String LONG_TEXT = "word ".repeat(12_000);

    @TempDir
    Path directory;

    private final MutableClock clock = new MutableClock();
    private final AtomicInteger filesRead = new AtomicInteger();
    private FileStore store;
    private TranscriptLog log;

    /** Counts the files of the log that are read whole. */
    private final class CountingDisk implements Disk {
        @Override
        public byte[] read(Path file) throws IOException {
            if (file.toString().endsWith(".log")) {
                filesRead.incrementAndGet();
            }
            return Files.readAllBytes(file);
        }
    }

    private static final class Unheard implements TranscriptLog.Listener {
        @Override
        public void appended(LogEntry entry) {}

        @Override
        public void erased(EventId end) {}

        @Override
        public void erased(Erasure erasure) {}
    }

    @BeforeEach
    void storeManySessions() throws IOException {
        openStore();
        openLog();
        for (int n = 1; n <= SESSIONS; n++) {
            await(log.append(new SessionStarted("session-" + n, clock.instant(), "agent", "model", "en-US")));
            await(log.append(TestEvents.utterance("p1", "Ana \"A\" López", "u1", LONG_TEXT, 1, 2)));
            await(log.append(TestEvents.utterance("p2", null, "u2", LONG_TEXT, 3, 4.25)));
            await(log.append(TestEvents.gap("p2", 4.5, 7.0, "lost")));
            clock.advance(Duration.ofSeconds(60));
            await(log.append(new SessionEnded("session-" + n, 60, clock.instant(), SessionEndReason.STOPPED, null)));
            clock.advance(Duration.ofMinutes(10));
        }
    }

    private void openStore() throws IOException {
        store = FileStore.open(
                directory,
                limits(64 << 20, 1 << 30, Duration.ofSeconds(1)),
                clock,
                new StorageObserver() {
                    @Override
                    public void unwritten(long events) {}

                    @Override
                    public void lost(int events) {}
                },
                new StorageThreads(),
                new CountingDisk(),
                session -> false);
    }

    private void openLog() {
        log = store.log("r1", new Unheard());
        await(log.open());
    }

    private void reopen() throws IOException {
        store.close();
        openStore();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private LogSnapshot snapshot() {
        return new LogSnapshot("r1", log, new LogRange(log.start(), MAX));
    }

    /** Returns the sessions as all events tell them. */
    private List<SessionSpan> fromEvents() {
        SessionSpans spans = SessionSpans.ofLog(log.start());
        Cursor entries = snapshot().entries();
        entries.forEachRemaining(spans::add);
        return spans.list();
    }

    private List<Path> files() throws IOException {
        return SegmentFile.list(Disk.SYSTEM, StoredFiles.directory(log)).stream()
                .map(SegmentFile::path)
                .toList();
    }

    @Test
    void theIndexTellsWhatTheEventsTell() throws IOException {
        assertThat(files()).hasSizeGreaterThan(3);
        assertThat(snapshot().sessions()).hasSize(SESSIONS).isEqualTo(fromEvents());
        reopen();
        openLog();
        assertThat(snapshot().sessions())
                .hasSize(SESSIONS)
                .isEqualTo(fromEvents())
                .allSatisfy(span -> assertThat(span)
                        .extracting(SessionSpan::totals)
                        .isEqualTo(new SessionTotals(
                                2,
                                1,
                                2_500,
                                List.of(
                                        new TalkTime("p1", "Ana \"A\" López", 1_000, 1),
                                        new TalkTime("p2", null, 1_250, 1)))));
    }

    @Test
    void aRequestForOneSessionReadsOnlyItsFiles() throws IOException {
        reopen();
        openLog();
        filesRead.set(0);
        List<SessionSpan> sessions = snapshot().sessions();
        assertThat(sessions).hasSize(SESSIONS);
        assertThat(filesRead).hasValue(0);

        SessionSpan last = sessions.get(SESSIONS - 1);
        Cursor entries = snapshot().entries(last.after(), last.upTo());
        assertThat(entries).toIterable().hasSize(6);
        assertThat(filesRead).hasValueLessThanOrEqualTo(2);
        assertThat(snapshot().sessions()).isEqualTo(sessions);
    }

    @Test
    void eventsAreReadWhereTheIndexIsMissingOrDamaged() throws IOException {
        List<SessionSpan> expected = snapshot().sessions();
        store.close();
        List<Path> files = files();
        removeLines(files.get(0), " index ", "");
        removeLines(files.get(1), "\"sessions\"", "\"nonsense\"");
        removeLines(files.get(2), " closed ", "");
        makeOld(files.get(3));
        openStore();
        openLog();
        assertThat(snapshot().sessions()).isEqualTo(expected);
    }

    /** Replaces a text in the lines at the end of a file, or removes the lines that contain it. */
    private static void removeLines(Path file, String text, String replacement) throws IOException {
        StringBuilder changed = new StringBuilder();
        Files.readString(file)
                .lines()
                .filter(line -> !replacement.isEmpty() || !line.substring(0, 20).contains(text))
                .map(line -> (line.contains(" index ") ? line.replace(text, replacement) : line) + "\n")
                .forEach(changed::append);
        Files.write(file, changed.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the index of a file as an earlier version did, which did not know how long each peer spoke. */
    private static void makeOld(Path file) throws IOException {
        StringBuilder changed = new StringBuilder();
        for (String line : Files.readString(file).lines().toList()) {
            String old = line.contains(" index ")
                    ? line.replace("\"version\":2,", "").replace("\"gaps\":1", "\"gaps\":9")
                    : line;
            byte[] rest = old.substring(9).getBytes(StandardCharsets.UTF_8);
            changed.append(
                    String.format(Locale.ROOT, "%08x %s\n", SegmentLine.crc(rest, 0, rest.length), old.substring(9)));
        }
        assertThat(changed).contains("\"gaps\":9");
        Files.write(file, changed.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void roomsAreListedFromTheEndsOfTheirFiles() throws IOException {
        reopen();
        filesRead.set(0);
        StoredRoom room = store.rooms().get(0);
        assertThat(store.sessions("r1")).hasSize(SESSIONS).last().isEqualTo(room.last());
        assertThat(filesRead).hasValue(0);
        assertThat(room)
                .returns("r1", StoredRoom::roomId)
                .returns(SESSIONS, StoredRoom::sessions)
                .returns(2L * SESSIONS, StoredRoom::finals);
        assertThat(room.last().sessionId()).isEqualTo("session-" + SESSIONS);
        assertThat(room.isRunning(room.last())).isFalse();
        assertThat(room.keys(null, null)).hasSize(SESSIONS);
        assertThat(room.keys(clock.instant().minus(Duration.ofMinutes(11)), null))
                .singleElement()
                .satisfies(key -> assertThat(room.find(key)).hasValue(room.last()));
        assertThat(room.hasSessionIn(clock.instant(), null)).isFalse();
        assertThat(room.hasSessionIn(null, MutableClock.START)).isFalse();
        assertThat(room.hasSessionIn(MutableClock.START, MutableClock.START.plusSeconds(1)))
                .isTrue();
        assertThat(room.hasSessionIn(MutableClock.START.plusSeconds(120), MutableClock.START.plusSeconds(180)))
                .as("between two sessions")
                .isFalse();

        filesRead.set(0);
        assertThat(store.rooms()).containsExactly(room);
        assertThat(filesRead).hasValue(0);

        openLog();
        await(log.append(TestEvents.started()));
        StoredRoom inUse = store.rooms().get(0);
        assertThat(inUse.sessions()).isEqualTo(SESSIONS + 1);
        assertThat(inUse.isRunning(inUse.last())).isTrue();
        await(log.append(TestEvents.ended()));
        await(log.erase());
        assertThat(store.rooms()).isEmpty();
    }
}
