package dev.roomscribe.transcript.log.file;

import static dev.roomscribe.transcript.log.file.StoredFiles.limits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.support.Waiting;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogFixture;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log while its disk cannot be written to. */
class FullDiskTest extends LogFixture {
    @TempDir
    Path directory;

    private StoredFiles files;

    @Override
    public TranscriptStore store() throws IOException {
        files = new StoredFiles(directory, clock);
        return files.store(limits(64 << 20, 1 << 30, Duration.ofMillis(20)));
    }

    @Test
    void eventsAreShownWhileTheDiskIsFullAndWrittenLater() throws IOException {
        Path obstacle = Files.createDirectories(StoredFiles.directory(log()).resolve("000000000000000001.log"));
        append(TestEvents.started());
        append(TestEvents.utterance("a"));
        assertThat(calls).containsExactly("1 session.started", "2 transcript.final");
        assertThat(read(id(0))).as("events for a new subscriber").containsExactly(1L, 2L);
        assertThat(files.unwritten).hasValue(2);
        assertThat(log().mayClose()).isFalse();
        Files.delete(obstacle);
        Waiting.await().until(() -> files.unwritten.get() == 0);
        assertThat(files.lost).hasValue(0);
        append(TestEvents.ended());
        closeStore();
        try (StoredFiles.Reopened again = files.reopen(directory, new Recorder())) {
            assertThat(sequences(again.entries(id(0)))).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void eventsThatAreDroppedWhileTheDiskIsFullLeaveAGap() throws IOException {
        Path obstacle = Files.createDirectories(StoredFiles.directory(log()).resolve("000000000000000001.log"));
        String longText = "x".repeat(100_000);
        for (int i = 0; i < 15; i++) {
            append(TestEvents.utterance("t" + i + longText));
            // The next file to be tried is named after the oldest event that is left.
            Files.createDirectories(StoredFiles.directory(log()).resolve(String.format("%018d.log", i + 1)));
        }
        assertThat(files.lost.get()).isPositive();
        try (Stream<Path> all = Files.list(StoredFiles.directory(log()))) {
            for (Path path : all.toList()) {
                Files.delete(path);
            }
        }
        assertThat(obstacle).doesNotExist();
        Waiting.await().until(() -> files.unwritten.get() == 0);
        List<LogEntry> left = await(log().read(id(0), id(99), 10_000_000));
        assertThat(left.get(0).previous().sequence()).isEqualTo(files.lost.get());
    }
}
