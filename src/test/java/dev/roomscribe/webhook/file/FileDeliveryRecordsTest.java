package dev.roomscribe.webhook.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.webhook.DeliveryRecord;
import dev.roomscribe.webhook.DeliveryRecords;
import dev.roomscribe.webhook.WebhookUrl;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records are stored in private files, in the order of the calls, and found by a later process. */
class FileDeliveryRecordsTest {
    private static final WebhookUrl URL = WebhookUrl.of("https://hooks.example.com/captions?token=t0ken");

    @TempDir
    private Path parent;

    private static DeliveryRecord record(String sessionId, long sequence) {
        return new DeliveryRecord("room \"1\"\n", sessionId, URL, new EventId(1_790_000_000_000L, sequence));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void theNewestRecordOfEachSessionIsFoundByALaterProcess() throws IOException {
        Path directory = parent.resolve("data/webhooks");
        try (DeliveryRecords records = new FileDeliveryRecords(directory)) {
            assertThat(join(records.unclaimed())).isEmpty();
            assertThat(join(records.claim("b"))).isEmpty();
            records.save(record("b", 1));
            records.save(record("a", 2));
            records.save(record("c", 3));
            records.save(record("b", 4));
            records.remove("c");
            records.remove("c");
        }
        try (DeliveryRecords records = new FileDeliveryRecords(directory)) {
            assertThat(join(records.unclaimed())).containsExactly(record("a", 2), record("b", 4));
            assertThat(join(records.claim("b"))).contains(record("b", 4));
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void onlyTheOwnerCanReadRecordsAndTheirTextHasNoToken() throws IOException {
        Path directory = parent.resolve("webhooks");
        try (DeliveryRecords records = new FileDeliveryRecords(directory)) {
            join(records.save(record("a", 1)));
            join(records.save(record("a", 2)));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a.json"))))
                .isEqualTo("rw-------");
        assertThat(record("a", 1)).asString().doesNotContain("t0ken", "/captions");
    }

    @Test
    void fileSystemsWithoutPosixPermissionsAreSupported() throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows());
                DeliveryRecords records = new FileDeliveryRecords(windows.getPath("C:\\data\\webhooks"))) {
            join(records.save(record("a", 1)));
            join(records.save(record("a", 2)));
            assertThat(join(records.unclaimed())).containsExactly(record("a", 2));
        }
    }

    @Test
    void aSessionIdThatIsNotAFileNameIsRefused() {
        try (DeliveryRecords records = new FileDeliveryRecords(parent)) {
            assertThatThrownBy(() -> join(records.save(record("../a", 1))))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> join(records.claim("a/b"))).isInstanceOf(CompletionException.class);
        }
    }

    @Test
    void aFileThatIsTooLongIsNotRead() throws IOException {
        Files.writeString(parent.resolve("a.json"), record("a", 1).toJson() + " ".repeat(100_000));
        try (DeliveryRecords records = new FileDeliveryRecords(parent)) {
            assertThat(join(records.unclaimed())).isEmpty();
        }
    }

    @Test
    void operationsAfterTheCloseFail() {
        DeliveryRecords records = new FileDeliveryRecords(parent);
        records.close();
        records.close();
        assertThatThrownBy(() -> join(records.save(record("a", 1)))).isInstanceOf(CompletionException.class);
    }
}
