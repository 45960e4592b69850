package dev.roomscribe.transcript.log.file;

import static dev.roomscribe.transcript.log.TranscriptLogContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.transcript.log.file.thread.StorageThreads;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** After any sequence of appends, restarts, crashes and erasures, a log on disk contains what a list would contain. */
class FileLogModelTest {
    private static final EventId FIRST = new EventId(0, 0);
    private static final EventId LAST = new EventId(Long.MAX_VALUE, Long.MAX_VALUE);

    /** An operation on a log. */
    private sealed interface Step {}

    private record Append(int count, int length) implements Step {}

    /** A regular stop and a new start. */
    private record Restart() implements Step {}

    /** A crash and a new start; the last bytes of the newest file did not reach the disk. */
    private record Crash(int bytesLost) implements Step {}

    private record Erase() implements Step {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> append = Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.frequencyOf(
                                Tuple.of(8, Arbitraries.integers().between(0, 300)),
                                // Long enough to fill files, which are limited to 1 MiB.
                                Tuple.of(1, Arbitraries.integers().between(150_000, 400_000))))
                .as(Append::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(8, append),
                        Tuple.of(2, Arbitraries.just(new Restart())),
                        Tuple.of(2, Arbitraries.just(new Crash(0))),
                        Tuple.of(3, Arbitraries.integers().between(1, 2_000).map(Crash::new)),
                        Tuple.of(1, Arbitraries.just(new Erase())))
                .list()
                .ofMinSize(1)
                .ofMaxSize(25);
    }

    @Property(tries = 30)
    void acknowledgedEventsAreReadOnceAndInOrderUnlessTheirBytesAreLost(@ForAll("steps") List<Step> steps)
            throws IOException {
        try (Machine machine = new Machine()) {
            for (Step step : steps) {
                machine.perform(step);
                assertThat(machine.read(FIRST, 50_000)).isEqualTo(machine.expected);
                if (!machine.expected.isEmpty()) {
                    int middle = machine.expected.size() / 2;
                    assertThat(machine.read(machine.expected.get(middle).id, 1))
                            .isEqualTo(machine.expected.subList(middle + 1, machine.expected.size()));
                }
            }
        }
    }

    private record Stored(EventId id, String text) {}

    /** A machine with one directory per run of its service since a crash, and the events that the log should contain. */
    private static final class Machine implements AutoCloseable {
        final List<Stored> expected = new ArrayList<>();
        private final Set<EventId> ids = new HashSet<>();
        private final MutableClock clock = new MutableClock();
        private final Path root = Files.createTempDirectory("file-log");
        private int run;
        private int boot;
        private int count;
        private TranscriptStore store;
        private TranscriptLog log;

        Machine() throws IOException {
            start();
        }

        void perform(Step step) throws IOException {
            clock.advance(Duration.ofSeconds(1));
            if (step instanceof Append append) {
                for (int i = 0; i < append.count; i++) {
                    String text = "line " + ++count + " ü\n" + "x".repeat(append.length);
                    EventId id = await(log.append(TestEvents.utterance(text)));
                    assertThat(ids.add(id)).as("unique id: " + id).isTrue();
                    expected.add(new Stored(id, text));
                }
            } else if (step instanceof Restart) {
                store.close();
                start();
            } else if (step instanceof Crash crash) {
                crash(crash.bytesLost);
            } else {
                assertThat(await(log.erase())).isTrue();
                expected.clear();
            }
        }

        private void crash(int bytesLost) throws IOException {
            Path before = home();
            run++;
            // A process that ends loses no bytes that were written.
            boot += bytesLost > 0 ? 1 : 0;
            copy(before, home());
            store.close();
            int lost = cutNewest(bytesLost);
            start();
            expected.subList(expected.size() - lost, expected.size()).clear();
        }

        /** Returns how many events lost bytes. */
        private int cutNewest(int bytes) throws IOException {
            Optional<Path> newest;
            try (Stream<Path> files = Files.walk(home())) {
                newest = files.filter(file -> file.toString().endsWith(".log")).max(Comparator.naturalOrder());
            }
            if (newest.isEmpty()) {
                return 0;
            }
            try (FileChannel file = FileChannel.open(newest.get(), StandardOpenOption.WRITE)) {
                long before = events(newest.get());
                // The first line of a file is synced to disk before a second one is written.
                int first = Files.readString(newest.get(), StandardCharsets.ISO_8859_1)
                                .indexOf('\n')
                        + 1;
                file.truncate(Math.max(first, file.size() - bytes));
                return (int) (before - events(newest.get()));
            }
        }

        /** Counts the complete lines with the JSON of an event, so neither the header nor the trailer. */
        private static long events(Path file) throws IOException {
            String lines = Files.readString(file, StandardCharsets.ISO_8859_1);
            return lines.substring(0, lines.lastIndexOf('\n') + 1)
                    .lines()
                    .filter(line -> line.contains("\"transcript.final\""))
                    .count();
        }

        List<Stored> read(EventId after, int chars) {
            List<Stored> all = new ArrayList<>();
            List<LogEntry> page = await(log.read(after, LAST, chars));
            while (!page.isEmpty()) {
                page.forEach(entry -> all.add(
                        new Stored(entry.id(), ((FinalTranscript) entry.event().orElseThrow()).transcript())));
                page = await(log.read(page.get(page.size() - 1).id(), LAST, chars));
            }
            return all;
        }

        private void start() throws IOException {
            FaultyDisk disk = new FaultyDisk();
            disk.bootId = Optional.of("boot-" + boot);
            store = FileStore.open(
                    Files.createDirectories(home()),
                    new DiskLimits(Duration.ofDays(1), 1 << 30, 1 << 30, Duration.ofMillis(5)),
                    clock,
                    new StorageObserver() {
                        @Override
                        public void unwritten(long events) {}

                        @Override
                        public void lost(int events) {}
                    },
                    new StorageThreads(),
                    disk,
                    sessionId -> false);
            log = store.log("r1", new TranscriptLog.Listener() {
                @Override
                public void appended(LogEntry entry) {}

                @Override
                public void erased(Erasure erasure) {}

                @Override
                public void erased(EventId end) {}
            });
            await(log.open());
        }

        private Path home() {
            return root.resolve("run " + run);
        }

        @Override
        public void close() throws IOException {
            store.close();
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (file.toString().endsWith(".log") || file.endsWith(CrashMark.NAME)) {
                    Files.copy(file, copy);
                }
            }
        }
    }
}
