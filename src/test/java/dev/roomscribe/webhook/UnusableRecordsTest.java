package dev.roomscribe.webhook;

import static dev.roomscribe.webhook.WebhookFixture.LONG_TIMEOUTS;
import static dev.roomscribe.webhook.WebhookFixture.PUBLIC_ONLY;
import static dev.roomscribe.webhook.WebhookFixture.SESSION;
import static dev.roomscribe.webhook.WebhookFixture.await;
import static dev.roomscribe.webhook.WebhookFixture.ended;
import static dev.roomscribe.webhook.WebhookFixture.joined;
import static dev.roomscribe.webhook.WebhookFixture.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.support.WebhookReceiver;
import dev.roomscribe.support.WebhookReceiver.Posted;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are damaged, that cannot be stored, or whose events or positions no longer exist. */
class UnusableRecordsTest {
    @TempDir
    private Path directory;

    private StoredTranscripts stored;
    private WebhookReceiver receiver;
    private final LogCapture log = new LogCapture();

    @BeforeEach
    void open() {
        stored = new StoredTranscripts(directory);
        receiver = stored.receiver;
    }

    @AfterEach
    void close() {
        log.close();
        stored.close();
        assertThat(log.lines()).allSatisfy(line -> assertThat(line).doesNotContain("t0ken", "/hook"));
    }

    @Test
    void aDamagedRecordIsLoggedAndTheOthersContinue() {
        String first = stored.append(started());
        String last = stored.append(ended());
        stored.writeRecord("00000000000000000000000000", "{\"url\": \"https://example.com/hook?token=t0ken\", ");
        stored.writeRecord("00000000000000000000000001", "{\"url\": \"https://example.com/hook?token=t0ken\"}");
        stored.writeRecord("00000000000000000000000002", stored.recordOf(SESSION, "r1", first));
        stored.writeRecord(SESSION, stored.recordOf(SESSION, "r1", first));
        StoredTranscripts.Run process = stored.start(LONG_TIMEOUTS);
        process.resume();
        await().until(() -> process.webhooks.count() == 0);
        assertThat(receiver.requests().stream().map(Posted::id)).containsExactly(SESSION + "_" + last);
        assertThat(log.lines())
                .filteredOn(line -> line.contains("not a readable record"))
                .hasSize(3);
        process.close();
    }

    @Test
    void theRecordOfADeletedTranscriptIsRemovedWithAWarning() {
        stored.writeRecord(SESSION, stored.recordOf(SESSION, "deleted", "1790000000000-5"));
        StoredTranscripts.Run process = stored.start(LONG_TIMEOUTS);
        process.resume();
        assertThat(process.webhooks.count()).isZero();
        assertThat(log.lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("WARN")
                        .contains("Room deleted", SESSION, "an unknown number of undelivered events is dropped"));
        assertThat(stored.observer.dropped).hasValue(1);
        await().until(() -> stored.recordFiles() == 0);
        process.close();
    }

    /** The log was erased, and another session of the room followed. */
    @Test
    void aPositionOfAnErasedLogBecomesAGap() {
        String erased = stored.append(started());
        stored.append(ended());
        assertThat(stored.room().erase().toCompletableFuture().join()).isTrue();
        stored.append(started("another"));
        stored.append(new SessionEnded("another", 9, Instant.EPOCH, SessionEndReason.STOPPED, null));
        stored.writeRecord(SESSION, stored.recordOf(SESSION, "r1", erased));
        StoredTranscripts.Run process = stored.start(LONG_TIMEOUTS);
        process.resume();
        await().until(() -> process.webhooks.count() == 0);
        assertThat(receiver.acceptedTypes()).containsExactly("stream.gap");
        Posted gap = receiver.accepted().get(0);
        assertThat(gap.id()).isEqualTo(SESSION + "_" + erased + "_gap");
        assertThat(gap.json().path("reason").asText()).isEqualTo("unknown_id");
        await().until(() -> stored.recordFiles() == 0);
        process.close();
    }

    @Test
    void nothingIsDeliveredOfASessionThatWasErased() {
        String accepted = stored.append(started());
        stored.append(joined("p1"));
        stored.append(ended());
        stored.room().eraseSession(SESSION).toCompletableFuture().join();
        stored.writeRecord(SESSION, stored.recordOf(SESSION, "r1", accepted));
        StoredTranscripts.Run process = stored.start(LONG_TIMEOUTS);
        process.resume();
        await().until(() -> process.webhooks.count() == 0);
        assertThat(receiver.requests()).isEmpty();
        await().until(() -> stored.recordFiles() == 0);
        process.close();
    }

    /** The log continues in a new epoch, and the session is not the first one in it. */
    @Test
    void aPositionOfAnEarlierEpochIsFollowedByAllStoredEventsOfTheSession() {
        stored.append(started("another"));
        stored.append(new SessionEnded("another", 9, Instant.EPOCH, SessionEndReason.STOPPED, null));
        String first = stored.append(started());
        stored.append(joined("p1"));
        stored.append(ended());
        stored.append(started("later"));
        long epoch = EventId.parse(first).orElseThrow().epoch();
        stored.writeRecord(SESSION, stored.recordOf(SESSION, "r1", (epoch - 1) + "-7"));
        StoredTranscripts.Run process = stored.start(LONG_TIMEOUTS);
        process.resume();
        await().until(() -> process.webhooks.count() == 0);
        assertThat(receiver.acceptedTypes())
                .containsSubsequence("stream.gap", "session.started", "peer.joined", "session.ended")
                .endsWith("session.ended");
        assertThat(receiver.accepted())
                .allSatisfy(posted ->
                        assertThat(posted.json().path("session_id").asText()).isEqualTo(SESSION));
        process.close();
    }

    /** The directory was restored from a copy: the log ends before the position. */
    @Test
    void aPositionAfterTheEndOfTheLogIsFollowedByWhatIsNew() {
        String first = stored.append(started());
        String last = stored.append(ended());
        EventId end = EventId.parse(last).orElseThrow();
        stored.writeRecord(SESSION, stored.recordOf(SESSION, "r1", (end.epoch() + 1) + "-1"));
        StoredTranscripts.Run process = stored.start(LONG_TIMEOUTS);
        process.resume();
        await().until(() -> process.webhooks.count() == 0);
        assertThat(receiver.accepted().stream().skip(1).map(Posted::id))
                .containsExactly(SESSION + "_" + first, SESSION + "_" + last);
        process.close();
    }

    @Test
    void eventsThatExpiredBetweenTwoProcessesBecomeAGap() {
        Retention retention = new Retention(100, Duration.ofHours(1));
        try (StoredTranscripts small =
                new StoredTranscripts(directory.resolve("small"), new MemoryStore(retention, InstantSource.system()))) {
            StoredTranscripts.Run first = small.start(LONG_TIMEOUTS);
            first.open();
            String position = small.append(started());
            await().until(() -> small.record().contains(position));
            first.kill();
            IntStream.range(0, 300).forEach(i -> small.append(joined("p" + i)));
            StoredTranscripts.Run second = small.start(LONG_TIMEOUTS);
            second.open();
            small.append(ended());
            await().until(() -> second.webhooks.count() == 0);
            Posted gap = small.receiver.accepted().get(1);
            assertThat(gap.id()).isEqualTo(SESSION + "_" + position + "_gap");
            assertThat(gap.json().path("reason").asText()).isEqualTo("expired_id");
            assertThat(small.observer).asString().startsWith("101 delivered").endsWith("201 dropped");
            second.close();
        }
    }

    @Test
    void aUrlThatIsNoLongerAllowedGetsNothing() {
        String first = stored.append(started());
        stored.append(ended());
        stored.writeRecord(SESSION, stored.recordOf(SESSION, "r1", first));
        StoredTranscripts.Run process = stored.start(LONG_TIMEOUTS, PUBLIC_ONLY);
        process.resume();
        assertThat(process.webhooks.count()).isZero();
        assertThat(receiver.requests()).isEmpty();
        assertThat(log.lines()).anyMatch(line -> line.contains("is not public"));
        process.close();
    }

    @Test
    void aDiskThatFailsIsLoggedOnceAndDelaysNothing() throws IOException {
        Files.writeString(stored.records, "a file in place of the directory");
        StoredTranscripts.Run process = stored.start(LONG_TIMEOUTS);
        Webhook webhook = process.open();
        stored.append(started());
        await().until(() -> receiver.accepted().size() == 1);
        receiver.answer(503);
        stored.append(ended());
        webhook.onSessionEnded();
        await().until(() -> webhook.status().failure() != null);
        process.close();
        assertThat(log.lines())
                .filteredOn(line -> line.contains("cannot be stored"))
                .hasSize(1);
        // It could not be stored, so it is counted now.
        assertThat(stored.observer.dropped).hasValue(1);
    }
}
