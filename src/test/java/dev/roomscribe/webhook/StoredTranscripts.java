package dev.roomscribe.webhook;

import static dev.roomscribe.webhook.WebhookFixture.ALLOW_ALL;
import static dev.roomscribe.webhook.WebhookFixture.SESSION;
import static dev.roomscribe.webhook.WebhookFixture.await;
import static dev.roomscribe.webhook.WebhookFixture.url;

import dev.roomscribe.support.WebhookReceiver;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.transcript.log.file.DiskLimits;
import dev.roomscribe.transcript.log.file.FileStore;
import dev.roomscribe.webhook.file.FileDeliveryRecords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Transcripts and records in files, a receiver on a real port, and the webhooks of one process after another. */
final class StoredTranscripts implements AutoCloseable {
    final Path records;
    final CountingObserver observer = new CountingObserver();
    final WebhookReceiver receiver;

    private final Vertx receiverVertx = Vertx.vertx();
    private final TranscriptStore store;
    private final Transcripts transcripts;

    StoredTranscripts(Path directory) {
        this(directory, fileStore(directory.resolve("transcripts")));
    }

    StoredTranscripts(Path directory, TranscriptStore store) {
        records = directory.resolve("webhooks");
        receiver = new WebhookReceiver(receiverVertx);
        this.store = store;
        transcripts = new Transcripts(
                store,
                new SubscriberLimits(100, 100, Duration.ofSeconds(2)),
                InstantSource.system(),
                new WebhookFixture.IgnoringObserver());
    }

    private static FileStore fileStore(Path directory) {
        StorageObserver ignoring = new StorageObserver() {
            @Override
            public void unwritten(long events) {}

            @Override
            public void lost(int events) {}
        };
        try {
            return FileStore.open(
                    directory,
                    new DiskLimits(Duration.ofDays(1), 64 << 20, 1 << 30, Duration.ofSeconds(1)),
                    InstantSource.system(),
                    ignoring,
                    sessionId -> false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RoomTranscript room() {
        return room("r1");
    }

    RoomTranscript room(String roomId) {
        return transcripts.open(roomId).opened().toCompletableFuture().join();
    }

    /** Appends an event to the log of room r1 and returns its id. */
    String append(DurableEvent event) {
        return room().append(event).toCompletableFuture().join().toString();
    }

    /** Starts the webhooks of a process. */
    Run start(WebhookLimits limits) {
        return start(limits, ALLOW_ALL);
    }

    Run start(WebhookLimits limits, WebhookPolicy policy) {
        return new Run(limits, policy, vertx -> new FileDeliveryRecords(records));
    }

    /** Starts the webhooks of a node, which shares its records with others. */
    Run start(WebhookLimits limits, Function<Vertx, DeliveryRecords> shared) {
        return new Run(limits, ALLOW_ALL, shared);
    }

    /** Returns the stored record of {@link WebhookFixture#SESSION}. */
    String record() {
        try {
            return Files.readString(records.resolve(SESSION + ".json"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Returns how many files there are in the directory of records. */
    long recordFiles() {
        try (Stream<Path> files = Files.list(records)) {
            return files.count();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Stores a file in the directory of records. */
    void writeRecord(String sessionId, String content) {
        try {
            Files.createDirectories(records);
            Files.writeString(records.resolve(sessionId + ".json"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a record for the receiver. */
    String recordOf(String sessionId, String roomId, String acknowledged) {
        return """
                {"room_id":"%s","session_id":"%s","url":"%s","acknowledged":"%s"}""".formatted(roomId, sessionId, receiver.url("/hook?token=t0ken"), acknowledged);
    }

    /** The webhooks of one process. */
    final class Run {
        final Vertx vertx = Vertx.vertx();
        final Webhooks webhooks;
        private final DeliveryRecords deliveries;

        private Run(WebhookLimits limits, WebhookPolicy policy, Function<Vertx, DeliveryRecords> records) {
            deliveries = records.apply(vertx);
            webhooks = new Webhooks(
                    vertx,
                    host -> Future.succeededFuture(WebhookFixture.addresses(host)),
                    WebhookFixture.clientOptions(),
                    WebhookSigner.of(List.of(WebhookReceiver.SECRET)),
                    policy,
                    limits,
                    InstantSource.system(),
                    observer,
                    deliveries);
        }

        /** Opens the webhook of a session that starts or is resumed. */
        Webhook open() {
            return webhooks.open(SESSION, url(receiver.url("/hook?token=t0ken")), room());
        }

        /** Continues the webhooks of all sessions that an earlier process left. */
        void resume() {
            await(webhooks.resume(transcripts, sessionId -> false));
        }

        /** Ends the process without warning. */
        void kill() {
            await(vertx.close());
            deliveries.close();
        }

        /** Ends the process regularly. */
        void close() {
            await(webhooks.close(Duration.ofMillis(500)));
            kill();
        }
    }

    @Override
    public void close() {
        receiver.close();
        await(receiverVertx.close());
        store.close();
    }
}
