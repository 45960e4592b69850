package dev.roomscribe.transcript.log.file;

import static dev.roomscribe.transcript.log.file.StoredFiles.limits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogFixture;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log on disk after its process ended, crashed, or left damaged files. */
class FileLogRecoveryTest extends LogFixture {
    @TempDir
    Path directory;

    private StoredFiles files;

    @Override
    public TranscriptStore store() throws IOException {
        files = new StoredFiles(directory, clock);
        return files.store(limits(64 << 20, 1 << 30, Duration.ofMillis(20)));
    }

    @Test
    void aClosedLogIsRestoredAndContinuesItsIds() throws IOException {
        append(TestEvents.started());
        append(TestEvents.utterance("a"));
        append(TestEvents.ended());
        closeStore();
        try (StoredFiles.Reopened again = files.reopen(directory, new Recorder())) {
            assertThat(again.opened().end()).isEqualTo(id(3));
            assertThat(sequences(again.opened().newest())).containsExactly(1L, 2L, 3L);
            assertThat(again.append(TestEvents.utterance("b"))).isEqualTo(id(4));
            assertThat(again.entries(id(2)).get(1).previous()).isEqualTo(id(3));
        }
    }

    @Test
    void anInterruptedSessionIsEndedWithAGap() throws IOException {
        append(TestEvents.started());
        clock.advance(Duration.ofSeconds(7));
        append(TestEvents.utterance("a"));
        Path copy = files.copy(log());
        try (StoredFiles.Reopened again = files.reopen(copy, new Recorder())) {
            List<LogEntry> entries = again.entries(id(0));
            assertThat(entries.stream().map(LogEntry::type))
                    .containsExactly("session.started", "transcript.final", "stream.gap", "session.ended");
            StreamGap gap = (StreamGap) entries.get(2).event().orElseThrow();
            assertThat(gap.reason()).isEqualTo(GapReason.SERVICE_CRASHED);
            assertThat(gap.from()).isEqualTo(2);
            assertThat(gap.to()).isEqualTo(2);
            SessionEnded ended = (SessionEnded) entries.get(3).event().orElseThrow();
            assertThat(ended.reason()).isEqualTo(SessionEndReason.FAILED);
            assertThat(ended.endedAt()).isEqualTo(MutableClock.START.plusSeconds(2));
            // Only the process ended, so nothing that was written is lost, and the ids continue.
            assertThat(entries.get(2).id()).isEqualTo(id(3));
            assertThat(entries.get(2).previous()).isEqualTo(id(2));
        }
        try (StoredFiles.Reopened second = files.reopen(copy, new Recorder())) {
            assertThat(second.entries(id(0))).hasSize(4);
        }
    }

    @Test
    void aLongSessionIsEndedAfterACrashAlthoughItsStartIsFarBack() throws IOException {
        append(TestEvents.started());
        String longText = "x".repeat(10_000);
        for (int i = 0; i < 350; i++) {
            append(TestEvents.utterance("t" + i + longText));
        }
        assertThat(files.of(log())).hasSizeGreaterThan(2);
        try (StoredFiles.Reopened again = files.reopen(files.copy(log()), new Recorder())) {
            assertThat(again.opened().session()).isNotNull();
            assertThat(again.opened().newest().size()).isBetween(100, 300);
            assertThat(again.entries(id(0))).hasSize(353);
            LogEntry last = again.opened().newest().get(again.opened().newest().size() - 1);
            assertThat(last.type()).isEqualTo("session.ended");
        }
    }

    @Test
    void aTruncatedFileKeepsItsCompleteLines() throws IOException {
        append(TestEvents.utterance("one"));
        append(TestEvents.utterance("zwölf"));
        append(TestEvents.ended());
        byte[] bytes = Files.readAllBytes(files.of(log()).get(0));
        Path file = directory.resolve("cut");
        for (int length = 0; length <= bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            long complete = lines(cut);
            Files.write(file, cut);
            assertThat(sequences(new SegmentFile(file, 1).read(Disk.SYSTEM, 0).entries()))
                    .as("cut at " + length)
                    .isEqualTo(LongStream.range(1, complete).boxed().toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 150, 300, 500, 600})
    void aTruncatedFileIsRepairedAndTheLogContinues(int length) throws IOException {
        append(TestEvents.utterance("one"));
        append(TestEvents.utterance("two"));
        append(TestEvents.ended());
        byte[] bytes = Files.readAllBytes(files.of(log()).get(0));
        byte[] cut = Arrays.copyOf(bytes, Math.min(length, bytes.length - 1));
        int complete = (int) Math.max(0, lines(cut) - 1);
        Path left = files.copy(log(), cut);
        try (StoredFiles.Reopened again = files.reopen(left, new Recorder())) {
            assertThat(sequences(again.entries(id(0))))
                    .isEqualTo(LongStream.rangeClosed(1, complete).boxed().toList());
            assertThat(again.append(TestEvents.utterance("more")).sequence()).isGreaterThan(complete);
            assertThat(again.entries(id(0))).hasSize(complete + 1);
            assertThat(gaps(again.entries(id(0)))).isZero();
        }
        try (StoredFiles.Reopened second = files.reopen(left, new Recorder())) {
            assertThat(second.entries(id(0))).hasSize(complete + 1);
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
    void aDamagedByteAffectsOnlyItsEventAndLeavesAGap(byte damage) throws IOException {
        append(TestEvents.utterance("one"));
        append(TestEvents.utterance("two"));
        append(TestEvents.utterance("three"));
        append(TestEvents.utterance("four"));
        byte[] bytes = Files.readAllBytes(files.of(log()).get(0));
        for (int at = 0; at < bytes.length; at += 37) {
            byte[] damaged = bytes.clone();
            damaged[at] = damage;
            int header = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\n');
            boolean lastLineEnd = at == bytes.length - 1;
            if (damage == bytes[at] || lastLineEnd) {
                continue;
            }
            try (StoredFiles.Reopened again = files.reopen(files.copy(log(), damaged), new Recorder())) {
                EventId next = again.append(TestEvents.utterance("more"));
                List<LogEntry> left = again.entries(id(0));
                // A damaged line end affects the next line, too.
                int affected = at < header ? 0 : bytes[at] == '\n' ? 2 : 1;
                assertThat(left).as("damaged at " + at).hasSizeGreaterThanOrEqualTo(5 - affected);
                assertThat(left.get(left.size() - 1).id()).isEqualTo(next);
                if (left.size() < 5) {
                    assertThat(gaps(left)).as("damaged at " + at).isPositive();
                } else {
                    assertThat(gaps(left)).isZero();
                }
            }
        }
    }

    /** Returns the number of entries that do not follow the entry before them. */
    private static long gaps(List<LogEntry> entries) {
        EventId position = id(0);
        long gaps = 0;
        for (LogEntry entry : entries) {
            gaps += entry.previous().compareTo(position) > 0 ? 1 : 0;
            position = entry.id();
        }
        return gaps;
    }

    @Test
    void afterAnUnreadableTranscriptNewEventsAreShownAndTheLossIsVisible() throws IOException {
        append(TestEvents.utterance("one"));
        try (StoredFiles.Reopened again = files.reopen(
                files.copy(log(), "not a transcript\n".getBytes(StandardCharsets.UTF_8)), new Recorder())) {
            assertThat(again.log().start().sequence()).isPositive();
            assertThat(again.append(TestEvents.utterance("more")))
                    .isGreaterThan(again.log().start());
            assertThat(calls).endsWith(again.log().start().sequence() + 1 + " transcript.final");
        }
    }
}
