package dev.roomscribe.transcript.log.file;

import static dev.roomscribe.transcript.log.file.StoredFiles.limits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.storage.DirectoryInUseException;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptLogContract;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log on disk, which deletes whole files. */
class FileLogTest extends TranscriptLogContract {
    @TempDir
    Path directory;

    private StoredFiles files;

    @Override
    public TranscriptStore store() throws IOException {
        files = new StoredFiles(directory, clock);
        return files.store(limits(64 << 20, 1 << 30, Duration.ofMillis(20)));
    }

    @Test
    void unusualRoomIdsAreStoredSeparately() throws IOException {
        for (String name : List.of("R1", "../r1", "r1/../r2", "𝄞".repeat(128), "nul", "-")) {
            TranscriptLog log = opened().log(name, new Recorder());
            await(log.open());
            assertThat(await(log.append(TestEvents.utterance(name)))).isEqualTo(id(1));
            assertThat(await(log.read(id(0), id(9), 1_000)).get(0).json()).contains("room_id");
        }
        assertThat(directory.getParent().resolve("r1")).doesNotExist();
        assertThat(stored()).isEmpty();
    }

    @Test
    void aDirectoryIsUsedByOneStoreAtATime() throws IOException {
        assertThatThrownBy(this::store)
                .isInstanceOf(DirectoryInUseException.class)
                .hasMessageContaining(directory.toString());
        closeStore();
        store().close();
    }

    @Test
    void expiredFilesAreDeletedExceptTheOpenOne() throws Exception {
        append(TestEvents.utterance("old"));
        clock.advance(StoredFiles.MAX_AGE.dividedBy(4));
        log().trim();
        append(TestEvents.utterance("new"));
        clock.advance(StoredFiles.MAX_AGE.dividedBy(8).multipliedBy(7));
        ((FileStore) opened()).deleteExpired();
        append(TestEvents.utterance("newest"));
        assertThat(stored()).containsExactly(2L, 3L);
        assertThat(log().start()).isEqualTo(id(1));
    }

    @Test
    void theLimitsForOneRoomAndForAllRoomsAreEnforced() throws Exception {
        closeStore();
        String longText = "x".repeat(10_000);
        try (TranscriptStore store = files.store(limits(2 << 20, 3 << 20, Duration.ofMillis(20)))) {
            List<TranscriptLog> logs = new ArrayList<>();
            for (String room : List.of("a", "b")) {
                TranscriptLog log = store.log(room, new Recorder());
                logs.add(log);
                await(log.open());
                for (int i = 0; i < 350; i++) {
                    await(log.append(TestEvents.utterance(room + i + longText)));
                }
                clock.advance(Duration.ofMinutes(1));
            }
            ((FileStore) store).deleteExpired();
            await(logs.get(0).append(TestEvents.utterance("more")));
            assertThat(files.bytes()).isLessThan(3 << 20);
            assertThat(logs.get(0).start().sequence()).isPositive();
            assertThat(await(logs.get(1).read(logs.get(1).start(), new EventId(Long.MAX_VALUE, Long.MAX_VALUE), 1)))
                    .isNotEmpty();
        }
    }

    @Test
    void erasingDeletesTheFiles() throws IOException {
        append(TestEvents.utterance("a"));
        assertThat(StoredFiles.directory(log())).isDirectory();
        assertThat(await(log().erase())).isTrue();
        assertThat(StoredFiles.directory(log())).doesNotExist();
        assertThat(await(opened().has("r1"))).isFalse();
    }

    @Test
    void eventsAreAppendedWithASyncIntervalOfZero() throws IOException {
        closeStore();
        try (TranscriptStore store = files.store(limits(64 << 20, 1 << 30, Duration.ZERO))) {
            TranscriptLog log = store.log("r2", new Recorder());
            await(log.open());
            assertThat(await(log.append(TestEvents.utterance("a")))).isEqualTo(id(1));
        }
    }
}
