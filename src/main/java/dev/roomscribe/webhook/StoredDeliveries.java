package dev.roomscribe.webhook;

import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.TooManySubscribersException;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.LogRange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Opens the webhooks of sessions that have ended and whose events an earlier process did not deliver. The transcripts of
 * their rooms are opened one after another. Confined to the event loop.
 */
final class StoredDeliveries {
    private static final System.Logger LOG = System.getLogger(StoredDeliveries.class.getName());
    private static final String LATER = "; delivery continues at the next start, or on another node";

    private final WebhookContext context;
    private final Transcripts transcripts;
    private final BiConsumer<DeliveryRecord, RoomTranscript> open;
    private final BooleanSupplier closing;
    private final Promise<Void> done = Promise.promise();
    private int opened;

    /**
     * @param open opens a webhook
     * @param closing whether no more webhooks may be opened
     */
    StoredDeliveries(
            WebhookContext context,
            Transcripts transcripts,
            BiConsumer<DeliveryRecord, RoomTranscript> open,
            BooleanSupplier closing) {
        this.context = context;
        this.transcripts = transcripts;
        this.open = open;
        this.closing = closing;
    }

    /** Opens the webhooks of these records, in order; never fails. */
    Future<Void> openAll(List<DeliveryRecord> records) {
        openNext(records.iterator());
        return done.future();
    }

    private void openNext(Iterator<DeliveryRecord> records) {
        if (closing.getAsBoolean() || !records.hasNext()) {
            if (opened > 0) {
                LOG.log(System.Logger.Level.INFO, "Webhooks of ended sessions whose delivery continues: {0}", opened);
            }
            done.complete();
            return;
        }
        DeliveryRecord record = records.next();
        context.eventLoop()
                .await(EventLoop.attempt(() -> Future.fromCompletionStage(transcripts.find(record.roomId()))))
                .onComplete(found -> {
                    try {
                        if (found.succeeded()) {
                            onTranscript(record, found.result());
                        } else {
                            leave(record, "the transcript cannot be read");
                        }
                    } finally {
                        openNext(records);
                    }
                });
    }

    private void onTranscript(DeliveryRecord record, Optional<RoomTranscript> found) {
        if (closing.getAsBoolean()) {
            return;
        }
        if (found.isEmpty()) {
            drop(record, "the transcript was deleted");
        } else {
            open(record, found.get());
        }
    }

    private void open(DeliveryRecord record, RoomTranscript transcript) {
        LogRange range = transcript.range();
        if (range.start().equals(range.end())) {
            // The files exist and cannot be read, or they would contain events.
            leave(record, "the transcript cannot be read");
            return;
        }
        try {
            context.policy().check(record.url());
        } catch (IllegalArgumentException e) {
            drop(record, String.valueOf(e.getMessage()));
            return;
        }
        try {
            open.accept(record, transcript);
            opened++;
        } catch (TooManySubscribersException e) {
            leave(record, String.valueOf(e.getMessage()));
        }
    }

    private void leave(DeliveryRecord record, String reason) {
        warn(record, reason + LATER);
        context.records().release(record.sessionId());
    }

    private void drop(DeliveryRecord record, String reason) {
        warn(record, "an unknown number of undelivered events is dropped: " + reason);
        // At least session.ended was not delivered.
        context.observer().dropped(1);
        var unused = context.records().remove(record.sessionId());
    }

    private static void warn(DeliveryRecord record, String message) {
        LOG.log(
                System.Logger.Level.WARNING,
                "Room {0}: session {1}: webhook {2}: {3}",
                record.roomId(),
                record.sessionId(),
                record.url(),
                message);
    }
}
