package dev.roomscribe.transcript.log.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SessionProgress.TrackProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The directory of transcripts is deleted while the service is running. */
class DeletedFilesTest {
    private static final Logger LOGGER = Logger.getLogger(PendingWrites.class.getName());

    private final SimulatedStore store = SimulatedStore.started();
    private final Errors errors = new Errors();

    /** Counts the errors that are logged. */
    private static final class Errors extends Handler {
        int count;

        @Override
        public void publish(LogRecord message) {
            count += message.getLevel().intValue() >= Level.SEVERE.intValue() ? 1 : 0;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        LOGGER.addHandler(errors);
    }

    @AfterEach
    void close() throws IOException {
        LOGGER.removeHandler(errors);
        store.close();
    }

    @Test
    void recentEventsAreWrittenAgainAtTheNextWrite() throws IOException {
        store.append(TestEvents.started(), TestEvents.utterance("a"), TestEvents.utterance("b"));
        store.deleteDirectory();
        store.append(TestEvents.utterance("c"));
        assertThat(errors.count).isEqualTo(1);
        assertThat(store.lost).isZero();
        assertThat(store.unwritten).isZero();
        store.append(TestEvents.ended());
        store.restart();
        assertThat(sequences()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(store.log().start().sequence()).isZero();
    }

    @Test
    void theyAreWrittenWithinASecondIfNothingElseIs() throws IOException {
        store.append(TestEvents.started(), TestEvents.utterance("a"));
        store.saveProgress(5, new TrackProgress("p1", "track of p1", 4));
        store.deleteDirectory();
        store.tick();
        store.tick();
        assertThat(errors.count).isEqualTo(1);
        store.killAndOpen(Duration.ofSeconds(7));
        assertThat(sequences()).startsWith(1L, 2L);
        assertThat(store.events(StreamGap.class))
                .as("the progress was written again, too")
                .extracting(StreamGap::from)
                .containsExactly(4.0, 5.0);
        assertThat(store.events(SessionEnded.class))
                .extracting(SessionEnded::at)
                .containsExactly(14.0);
    }

    @Test
    void aProgressFileThatAloneIsDeletedIsWrittenAgain() throws IOException {
        store.append(TestEvents.started());
        store.saveProgress(5, new TrackProgress("p1", "track of p1", 4));
        Files.delete(store.files().stream()
                .filter(path -> path.endsWith("progress"))
                .findFirst()
                .orElseThrow());
        store.tick();
        store.killAndOpen(Duration.ZERO);
        assertThat(store.events(StreamGap.class)).extracting(StreamGap::from).containsExactly(4.0, 5.0);
    }

    @Test
    void olderEventsAreCountedAsLostAndReadersSeeThat() throws IOException {
        store.append(TestEvents.started());
        String longText = "x".repeat(10_000);
        IntStream.range(0, 200).forEach(n -> store.append(TestEvents.utterance(n + longText)));
        store.deleteDirectory();
        store.append(TestEvents.utterance("c"));
        List<LogEntry> left = store.stored();
        assertThat(left).hasSizeBetween(5, 30);
        assertThat(left.get(left.size() - 1).id().sequence()).isEqualTo(202);
        assertThat(store.lost).isEqualTo(202 - left.size());
        assertThat(store.log().start().sequence()).isEqualTo(store.lost);
        store.killAndOpen(Duration.ZERO);
        assertThat(store.opened().session()).as("the session of the events").isNotNull();
        assertThat(store.events(SessionEnded.class)).hasSize(1);
    }

    @Test
    void whileTheDirectoryCannotBeCreatedEventsWait() throws IOException {
        store.append(TestEvents.started(), TestEvents.utterance("a"));
        store.deleteDirectory();
        store.disk.writesFail = true;
        store.append(TestEvents.utterance("b"));
        assertThat(store.unwritten).isEqualTo(3);
        assertThat(sequences()).containsExactly(1L, 2L, 3L);
        store.disk.writesFail = false;
        store.tick();
        assertThat(store.unwritten).isZero();
        store.killAndOpen(Duration.ZERO);
        assertThat(sequences()).startsWith(1L, 2L, 3L);
    }

    @Test
    void filesThatAreDeletedWhileTheDiskIsFullAreWrittenAgain() throws IOException {
        store.append(TestEvents.started(), TestEvents.utterance("a"));
        store.disk.writesFail = true;
        store.append(TestEvents.utterance("b"));
        store.deleteDirectory();
        store.append(TestEvents.utterance("c"));
        assertThat(sequences()).containsExactly(1L, 2L, 3L, 4L);
        store.disk.writesFail = false;
        store.tick();
        assertThat(store.unwritten).isZero();
        assertThat(store.lost).isZero();
        store.killAndOpen(Duration.ZERO);
        assertThat(sequences()).startsWith(1L, 2L, 3L, 4L);
    }

    private List<Long> sequences() {
        return store.stored().stream().map(entry -> entry.id().sequence()).toList();
    }
}
