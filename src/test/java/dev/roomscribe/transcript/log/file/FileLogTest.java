package dev.roomscribe.transcript.log.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptLogContract;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log on disk does besides what every log does: it outlives its process, whatever happened to its files. */
class FileLogTest extends TranscriptLogContract {
    private static final Duration DAY = Duration.ofDays(1);
    private static final long FIRST_OF_NEXT_RUN = FileLog.IDS_SKIPPED_AFTER_CRASH;

    @TempDir
    Path directory;

    private final AtomicLong unwritten = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    @Override
    public TranscriptStore store() throws IOException {
        return store(limits(64 << 20, 1 << 30, Duration.ofMillis(20)));
    }

    private TranscriptStore store(DiskLimits limits) throws IOException {
        return FileStore.open(directory, limits, clock, new StorageObserver() {
            @Override
            public void unwritten(long events) {
                unwritten.set(events);
            }

            @Override
            public void lost(int events) {
                lost.addAndGet(events);
            }
        });
    }

    private static DiskLimits limits(long room, long total, Duration sync) {
        return new DiskLimits(DAY, room, total, sync);
    }

    // Coming back

    @Test
    void whatWasClosedInGoodOrderIsAllThereAndGoesOnCounting() throws IOException {
        append(TestEvents.started());
        append(TestEvents.utterance("a"));
        append(TestEvents.ended());
        closeStore();
        try (Reopened again = new Reopened(directory)) {
            assertThat(again.found.end()).isEqualTo(id(3));
            assertThat(sequences(again.found.newest())).containsExactly(1L, 2L, 3L);
            assertThat(again.append(TestEvents.utterance("b"))).isEqualTo(id(4));
            assertThat(again.entries(id(2)).get(1).previous()).isEqualTo(id(3));
        }
    }

    @Test
    void aSessionThatNobodyEndedIsEndedAndWhatWasLostWithItStated() throws IOException {
        append(TestEvents.started());
        clock.advance(Duration.ofSeconds(7));
        append(TestEvents.utterance("a"));
        Path crashed = copy();
        try (Reopened again = new Reopened(crashed)) {
            List<LogEntry> entries = again.entries(id(0));
            assertThat(entries.stream().map(LogEntry::type))
                    .containsExactly("session.started", "transcript.final", "stream.gap", "session.ended");
            StreamGap gap = (StreamGap) entries.get(2).event().orElseThrow();
            assertThat(gap.reason()).isEqualTo(GapReason.SERVICE_CRASHED);
            assertThat(gap.from()).isEqualTo(7);
            SessionEnded ended = (SessionEnded) entries.get(3).event().orElseThrow();
            assertThat(ended.reason()).isEqualTo(SessionEndReason.FAILED);
            assertThat(ended.endedAt()).isEqualTo(MutableClock.START.plusSeconds(7));
            // Ids that somebody may have seen, if the machine went down too, are given to nothing else.
            assertThat(entries.get(2).id()).isEqualTo(id(2 + FIRST_OF_NEXT_RUN + 1));
            assertThat(entries.get(2).previous()).isEqualTo(id(2));
        }
        try (Reopened twice = new Reopened(crashed)) {
            assertThat(twice.entries(id(0))).hasSize(4);
        }
    }

    @Test
    void aLongSessionIsStillKnownWhenItsStartIsFarBack() throws IOException {
        append(TestEvents.started());
        String long_ = "x".repeat(10_000);
        for (int i = 0; i < 350; i++) {
            append(TestEvents.utterance("t" + i + long_));
        }
        assertThat(files()).hasSizeGreaterThan(2);
        try (Reopened again = new Reopened(copy())) {
            assertThat(again.found.session()).isNotNull();
            assertThat(again.found.newest().size()).isBetween(100, 300);
            assertThat(again.entries(id(0))).hasSize(353);
            LogEntry last = again.found.newest().get(again.found.newest().size() - 1);
            assertThat(last.type()).isEqualTo("session.ended");
        }
    }

    @Test
    void roomsAreToldApartHoweverTheyAreCalled() throws IOException {
        for (String name : List.of("R1", "../r1", "r1/../r2", "𝄞".repeat(128), "nul", "-")) {
            TranscriptLog log = opened().log(name, new Recorder());
            await(log.open());
            assertThat(await(log.append(TestEvents.utterance(name)))).isEqualTo(id(1));
            assertThat(await(log.read(id(0), id(9), 1_000)).get(0).json()).contains("room_id");
        }
        assertThat(directory.getParent().resolve("r1")).doesNotExist();
        assertThat(kept()).isEmpty();
    }

    @Test
    void aDirectoryIsWrittenByOneAtATime() throws IOException {
        assertThatThrownBy(this::store)
                .isInstanceOf(DirectoryInUseException.class)
                .hasMessageContaining(directory.toString());
        closeStore();
        store().close();
    }

    // What becomes of files

    @Test
    void aFileCutOffAnywhereKeepsEveryWholeLine() throws IOException {
        append(TestEvents.utterance("one"));
        append(TestEvents.utterance("zwölf"));
        append(TestEvents.ended());
        byte[] bytes = Files.readAllBytes(files().get(0));
        Path file = directory.resolve("cut");
        for (int length = 0; length <= bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            long whole = lines(cut);
            Files.write(file, cut);
            assertThat(sequences(new SegmentFile(file, 1).read(0).entries()))
                    .as("cut at " + length)
                    .isEqualTo(LongStream.range(1, whole).boxed().toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 150, 300, 500, 600})
    void aFileThatWasCutOffIsRepairedAndWrittenOn(int length) throws IOException {
        append(TestEvents.utterance("one"));
        append(TestEvents.utterance("two"));
        append(TestEvents.ended());
        byte[] bytes = Files.readAllBytes(files().get(0));
        byte[] cut = Arrays.copyOf(bytes, Math.min(length, bytes.length - 1));
        int whole = (int) Math.max(0, lines(cut) - 1);
        Path left = copy(cut);
        try (Reopened again = new Reopened(left)) {
            assertThat(sequences(again.entries(id(0))))
                    .isEqualTo(LongStream.rangeClosed(1, whole).boxed().toList());
            assertThat(again.append(TestEvents.utterance("more")).sequence()).isGreaterThan(whole);
            assertThat(again.entries(id(0))).hasSize(whole + 1);
            assertThat(holes(again.entries(id(0)))).isZero();
        }
        try (Reopened twice = new Reopened(left)) {
            assertThat(twice.entries(id(0))).hasSize(whole + 1);
        }
    }

    private static long lines(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .chars()
                .filter(character -> character == '\n')
                .count();
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, '\n', 'x'})
    void aByteThatIsDamagedAnywhereSpoilsItsEventAloneAndShows(byte damage) throws IOException {
        append(TestEvents.utterance("one"));
        append(TestEvents.utterance("two"));
        append(TestEvents.utterance("three"));
        append(TestEvents.utterance("four"));
        byte[] bytes = Files.readAllBytes(files().get(0));
        for (int at = 0; at < bytes.length; at += 37) {
            byte[] damaged = bytes.clone();
            damaged[at] = damage;
            int header = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\n');
            boolean lastLineEnd = at == bytes.length - 1;
            if (damage == bytes[at] || lastLineEnd) {
                continue;
            }
            try (Reopened again = new Reopened(copy(damaged))) {
                EventId next = again.append(TestEvents.utterance("more"));
                List<LogEntry> left = again.entries(id(0));
                // The end of a line that is gone takes the next one with it.
                int spoiled = at < header ? 0 : bytes[at] == '\n' ? 2 : 1;
                assertThat(left).as("damaged at " + at).hasSizeGreaterThanOrEqualTo(5 - spoiled);
                assertThat(left.get(left.size() - 1).id()).isEqualTo(next);
                if (left.size() < 5) {
                    assertThat(holes(left)).as("damaged at " + at).isPositive();
                } else {
                    assertThat(holes(left)).isZero();
                }
            }
        }
    }

    /** Returns how often what follows does not follow what was read. */
    private static long holes(List<LogEntry> entries) {
        EventId position = id(0);
        long holes = 0;
        for (LogEntry entry : entries) {
            holes += entry.previous().compareTo(position) > 0 ? 1 : 0;
            position = entry.id();
        }
        return holes;
    }

    @Test
    void aDirectoryThatIsNoTranscriptAnyMoreIsShownFromNowOnAndSaysThatThereWasMore() throws IOException {
        append(TestEvents.utterance("one"));
        try (Reopened again = new Reopened(copy("nothing of ours\n".getBytes(StandardCharsets.UTF_8)))) {
            assertThat(again.log.start().sequence()).isPositive();
            assertThat(again.append(TestEvents.utterance("more"))).isGreaterThan(again.log.start());
            assertThat(told).endsWith(again.log.start().sequence() + 1 + " transcript.final");
        }
    }

    // A disk that takes nothing

    @Test
    void aFullDiskStopsNoCaptionAndGetsThemLater() throws IOException {
        Path obstacle = Files.createDirectories(home().resolve("000000000000000001.log"));
        append(TestEvents.started());
        append(TestEvents.utterance("a"));
        assertThat(told).containsExactly("1 session.started", "2 transcript.final");
        assertThat(read(id(0))).as("who comes now").containsExactly(1L, 2L);
        assertThat(unwritten).hasValue(2);
        assertThat(log().mayClose()).isFalse();
        Files.delete(obstacle);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> unwritten.get() == 0);
        assertThat(lost).hasValue(0);
        append(TestEvents.ended());
        closeStore();
        try (Reopened again = new Reopened(directory)) {
            assertThat(sequences(again.entries(id(0)))).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void whatAFullDiskCouldNotTakeForTooLongIsAHole() throws IOException {
        Path obstacle = Files.createDirectories(home().resolve("000000000000000001.log"));
        String long_ = "x".repeat(100_000);
        for (int i = 0; i < 15; i++) {
            append(TestEvents.utterance("t" + i + long_));
            // The next file to try has the name of the first event that is left.
            Files.createDirectories(home().resolve(String.format("%018d.log", i + 1)));
        }
        assertThat(lost.get()).isPositive();
        try (Stream<Path> all = Files.list(home())) {
            for (Path path : all.toList()) {
                Files.delete(path);
            }
        }
        assertThat(obstacle).doesNotExist();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> unwritten.get() == 0);
        List<LogEntry> left = await(log().read(id(0), id(99), 10_000_000));
        assertThat(left.get(0).previous().sequence()).isEqualTo(lost.get());
    }

    // What is dropped

    @Test
    void oldFilesAreDroppedWholeAndWhatIsWrittenNowIsNot() throws Exception {
        append(TestEvents.utterance("old"));
        clock.advance(DAY.dividedBy(4));
        log().trim();
        append(TestEvents.utterance("new"));
        clock.advance(DAY.dividedBy(8).multipliedBy(7));
        ((FileStore) opened()).deleteExpired();
        append(TestEvents.utterance("newest"));
        assertThat(kept()).containsExactly(2L, 3L);
        assertThat(log().start()).isEqualTo(id(1));
    }

    @Test
    void aRoomIsHeldToItsSizeAndAllRoomsToTheirs() throws Exception {
        closeStore();
        String long_ = "x".repeat(10_000);
        try (TranscriptStore small = store(limits(2 << 20, 3 << 20, Duration.ofMillis(20)))) {
            List<TranscriptLog> logs = new ArrayList<>();
            for (String room : List.of("a", "b")) {
                TranscriptLog log = small.log(room, new Recorder());
                logs.add(log);
                await(log.open());
                for (int i = 0; i < 350; i++) {
                    await(log.append(TestEvents.utterance(room + i + long_)));
                }
                clock.advance(Duration.ofMinutes(1));
            }
            ((FileStore) small).deleteExpired();
            await(logs.get(0).append(TestEvents.utterance("more")));
            assertThat(bytes()).isLessThan(3 << 20);
            assertThat(logs.get(0).start().sequence()).isPositive();
            assertThat(await(logs.get(1).read(logs.get(1).start(), new EventId(Long.MAX_VALUE, Long.MAX_VALUE), 1)))
                    .isNotEmpty();
        }
    }

    @Test
    void whatIsErasedIsGoneFromTheDisk() throws IOException {
        append(TestEvents.utterance("a"));
        assertThat(home()).isDirectory();
        assertThat(await(log().erase())).isTrue();
        assertThat(home()).doesNotExist();
        assertThat(await(opened().has("r1"))).isFalse();
    }

    @Test
    void withNoIntervalEachEventIsOnTheDiskBeforeItIsSeen() throws IOException {
        closeStore();
        try (TranscriptStore careful = store(limits(64 << 20, 1 << 30, Duration.ZERO))) {
            TranscriptLog log = careful.log("r2", new Recorder());
            await(log.open());
            assertThat(await(log.append(TestEvents.utterance("a")))).isEqualTo(id(1));
        }
    }

    private long bytes() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(path -> path.toFile().length())
                    .sum();
        }
    }

    private Path home() throws IOException {
        return ((FileLog) log()).directory();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(home())) {
            return all.sorted().toList();
        }
    }

    /** Returns a directory that looks as this one would if the process were killed now. */
    private Path copy() throws IOException {
        Path to = Files.createTempDirectory(directory, "copy");
        Path home = Files.createDirectories(to.resolve(home().getFileName()));
        for (Path file : files()) {
            Files.copy(file, home.resolve(file.getFileName()));
        }
        return to;
    }

    /** Returns a directory whose only file of the room holds these bytes. */
    private Path copy(byte[] bytes) throws IOException {
        Path to = Files.createTempDirectory(directory, "copy");
        Path home = Files.createDirectories(to.resolve(home().getFileName()));
        Files.write(home.resolve("000000000000000001.log"), bytes);
        return to;
    }

    /** The log as another process finds it. */
    private final class Reopened implements AutoCloseable {
        private final TranscriptStore store;
        private final TranscriptLog log;
        private final TranscriptLog.Opened found;

        Reopened(Path where) throws IOException {
            store = FileStore.open(
                    where, limits(64 << 20, 1 << 30, Duration.ofSeconds(1)), clock, new StorageObserver() {
                        @Override
                        public void unwritten(long events) {}

                        @Override
                        public void lost(int events) {}
                    });
            log = store.log("r1", new Recorder());
            found = await(log.open());
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
