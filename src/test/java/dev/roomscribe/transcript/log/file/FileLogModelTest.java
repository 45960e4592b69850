package dev.roomscribe.transcript.log.file;

import static dev.roomscribe.transcript.log.TranscriptLogContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
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

/** A log on disk, whatever is done with it and to it, holds what a list would hold. */
class FileLogModelTest {
    private static final EventId FIRST = new EventId(0, 0);
    private static final EventId LAST = new EventId(Long.MAX_VALUE, Long.MAX_VALUE);

    /** What may happen to a log. */
    private sealed interface Step {}

    private record Append(int count, int length) implements Step {}

    /** Stopped in good order, and started again. */
    private record Restart() implements Step {}

    /** Killed, and started again on what its files held; of the newest, the last bytes never reached the disk. */
    private record Crash(int bytesLost) implements Step {}

    private record Erase() implements Step {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> append = Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.frequencyOf(
                                Tuple.of(8, Arbitraries.integers().between(0, 300)),
                                // A file of the log is full after a megabyte.
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
    void whatWasAcknowledgedIsThereInOrderAndOnceUnlessItsBytesAreGone(@ForAll("steps") List<Step> steps)
            throws IOException {
        try (Machine machine = new Machine()) {
            for (Step step : steps) {
                machine.take(step);
                assertThat(machine.read(FIRST, 50_000)).isEqualTo(machine.expected);
                if (!machine.expected.isEmpty()) {
                    int middle = machine.expected.size() / 2;
                    assertThat(machine.read(machine.expected.get(middle).id, 1))
                            .isEqualTo(machine.expected.subList(middle + 1, machine.expected.size()));
                }
            }
        }
    }

    private record Said(EventId id, String text) {}

    /** A machine with one directory for each life of its service, and what a list would hold. */
    private static final class Machine implements AutoCloseable {
        final List<Said> expected = new ArrayList<>();
        private final Set<EventId> given = new HashSet<>();
        private final MutableClock clock = new MutableClock();
        private final Path root = Files.createTempDirectory("file-log");
        private int life;
        private int said;
        private TranscriptStore store;
        private TranscriptLog log;

        Machine() throws IOException {
            start();
        }

        void take(Step step) throws IOException {
            clock.advance(Duration.ofSeconds(1));
            if (step instanceof Append append) {
                for (int i = 0; i < append.count; i++) {
                    String text = "line " + ++said + " ü\n" + "x".repeat(append.length);
                    EventId id = await(log.append(TestEvents.utterance(text)));
                    assertThat(given.add(id)).as("an id of its own: " + id).isTrue();
                    expected.add(new Said(id, text));
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
            life++;
            copy(before, home());
            store.close();
            int lost = cutNewest(bytesLost);
            start();
            expected.subList(expected.size() - lost, expected.size()).clear();
        }

        /** Returns how many events lost bytes of theirs. */
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
                // A file's first line is on the disk before it has another.
                int first = Files.readString(newest.get(), StandardCharsets.ISO_8859_1)
                                .indexOf('\n')
                        + 1;
                file.truncate(Math.max(first, file.size() - bytes));
                return (int) (before - events(newest.get()));
            }
        }

        /** Every whole line that has the JSON of one; neither a file's first line nor its last has. */
        private static long events(Path file) throws IOException {
            String lines = Files.readString(file, StandardCharsets.ISO_8859_1);
            return lines.substring(0, lines.lastIndexOf('\n') + 1)
                    .lines()
                    .filter(line -> line.contains("\"transcript.final\""))
                    .count();
        }

        List<Said> read(EventId after, int chars) {
            List<Said> all = new ArrayList<>();
            List<LogEntry> page = await(log.read(after, LAST, chars));
            while (!page.isEmpty()) {
                page.forEach(entry -> all.add(
                        new Said(entry.id(), ((FinalTranscript) entry.event().orElseThrow()).transcript())));
                page = await(log.read(page.get(page.size() - 1).id(), LAST, chars));
            }
            return all;
        }

        private void start() throws IOException {
            store = FileStore.open(
                    Files.createDirectories(home()),
                    new DiskLimits(Duration.ofDays(1), 1 << 30, 1 << 30, Duration.ofMillis(5)),
                    clock,
                    new StorageObserver() {
                        @Override
                        public void unwritten(long events) {}

                        @Override
                        public void lost(int events) {}
                    });
            log = store.log("r1", new TranscriptLog.Listener() {
                @Override
                public void appended(LogEntry entry) {}

                @Override
                public void erased(EventId end) {}
            });
            await(log.open());
        }

        private Path home() {
            return root.resolve("life " + life);
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
                } else if (file.toString().endsWith(".log")) {
                    Files.copy(file, copy);
                }
            }
        }
    }
}
