package dev.roomscribe.webhook;

import static dev.roomscribe.webhook.WebhookFixture.LONG_TIMEOUTS;
import static dev.roomscribe.webhook.WebhookFixture.SESSION;
import static dev.roomscribe.webhook.WebhookFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.runtime.VertxEventLoop;
import dev.roomscribe.support.WebhookReceiver;
import dev.roomscribe.transcript.event.EventId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Positions are saved at once when delivery starts, once per second while they change, and at the close. */
class RecordWriterTest {
    private final Vertx vertx = Vertx.vertx();
    private final RecordingRecords records = new RecordingRecords();
    private final WebhookContext context = new WebhookContext(
            vertx,
            VertxEventLoop.of(vertx.getOrCreateContext()),
            vertx.createHttpClient(),
            host -> Future.failedFuture("unused"),
            WebhookSigner.of(List.of(WebhookReceiver.SECRET)),
            WebhookFixture.ALLOW_ALL,
            LONG_TIMEOUTS,
            InstantSource.system(),
            new CountingObserver(),
            records);
    private final RecordWriter writer = new RecordWriter(context, SESSION);

    /** What was called, in order: the sequence of a saved position, or "removed". */
    private static final class RecordingRecords implements DeliveryRecords {
        private final List<String> calls = new CopyOnWriteArrayList<>();
        private volatile boolean failing;

        @Override
        public boolean isPersistent() {
            return true;
        }

        @Override
        public CompletionStage<List<DeliveryRecord>> unclaimed() {
            return CompletableFuture.completedStage(List.of());
        }

        @Override
        public CompletionStage<Optional<DeliveryRecord>> claim(String sessionId) {
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public CompletionStage<Void> save(DeliveryRecord record) {
            calls.add(Long.toString(record.acknowledged().sequence()));
            return failing
                    ? CompletableFuture.failedStage(new IOException("no space left on device"))
                    : CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> remove(String sessionId) {
            calls.add("removed");
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void close() {}
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private void start() {
        DeliveryRecord record =
                new DeliveryRecord("r1", SESSION, WebhookUrl.of("https://hooks.example.com/"), new EventId(1, 0));
        var unused = writer.start(record, false);
    }

    private void acknowledge(long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            writer.acknowledged(new EventId(1, sequence));
        }
    }

    private void run(Runnable action) {
        context.eventLoop().execute(action);
    }

    @Test
    void manyPositionsWithinASecondAreSavedOnce() {
        run(() -> {
            start();
            acknowledge(1, 1_000);
        });
        await().until(() -> records.calls.size() == 2);
        assertThat(records.calls).containsExactly("0", "1000");
        run(() -> {
            acknowledge(1_001, 2_000);
            writer.keep();
            acknowledge(2_001, 2_002);
        });
        await().until(() -> records.calls.size() == 3);
        assertThat(records.calls).containsExactly("0", "1000", "2000");
    }

    @Test
    void whatFailedIsSavedAgainUntilItIsStored() {
        records.failing = true;
        run(this::start);
        await().until(() -> records.calls.size() == 2);
        assertThat(writer.isStored()).isFalse();
        records.failing = false;
        await().until(writer::isStored);
        assertThat(records.calls).containsOnly("0");
        run(() -> acknowledge(1, 1));
        await().until(() -> records.calls.contains("1"));
    }

    @Test
    void aRemovedRecordIsNotSavedAgain() {
        run(() -> {
            start();
            acknowledge(1, 1);
            writer.remove();
            acknowledge(2, 2);
            writer.keep();
        });
        await().until(() -> records.calls.contains("removed"));
        assertThat(records.calls).containsExactly("0", "removed");
    }
}
