package dev.roomscribe.webhook;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.log.Erasure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the events of one session to its receiver, one at a time: the next event is sent when the previous one was
 * accepted. Only the current message is held in memory; the others stay in the room's log.
 *
 * <pre>
 *   READING ──message──▶ SENDING ──accepted, or refused for too long──▶ READING
 *                        SENDING ──any other result──▶ WAITING ──▶ SENDING
 *   each of them ──last message delivered, answer 410, or aborted──▶ CLOSED
 * </pre>
 *
 * <p>A {@link DeliveryRecord} is stored before the first message is sent. It is removed when the webhook is closed, unless
 * the service is stopping: then a later process continues the delivery.
 *
 * <p>{@link #status}, {@link #onSessionEnded}, {@link #suspend} and {@link #handOver} may be called from any thread; everything else runs on one event loop.
 */
public final class Webhook {
    private static final System.Logger LOG = System.getLogger(Webhook.class.getName());
    private static final long NO_TIMER = -1;

    private final String roomId;
    private final String sessionId;
    private final WebhookUrl url;
    private final WebhookContext context;
    private final WebhookSender sender;
    private final SessionEventReader events;
    private final RetrySchedule retries;
    private final RefusedEvents refused;
    private final DeliveryProgress progress;
    private final RecordWriter record;
    private final Promise<Void> closed = Promise.promise();

    /** The message that is being sent or waits for a retry. */
    private @Nullable WebhookMessage current;
    /** The message that follows while {@link #current} is the gap before it. */
    private @Nullable WebhookMessage afterGap;

    private long retryTimer = NO_TIMER;
    private long retryTimeoutTimer = NO_TIMER;
    private boolean lastAttempt;
    private volatile boolean suspended;
    private boolean deliveredLater;

    /** Starts to read after the position that an earlier process stored, or else after the end of the room's log. */
    Webhook(
            String sessionId,
            WebhookUrl url,
            RoomTranscript transcript,
            WebhookContext context,
            CompletionStage<Optional<DeliveryRecord>> stored) {
        this.roomId = transcript.roomId();
        this.sessionId = sessionId;
        this.url = url;
        this.context = context;
        sender = new WebhookSender(sessionId, url, context);
        events = new SessionEventReader(transcript, sessionId, context.eventLoop());
        retries = new RetrySchedule(context.limits(), context.clock());
        refused = new RefusedEvents(roomId, sessionId);
        progress = new DeliveryProgress(context.observer(), context.clock());
        record = new RecordWriter(context, sessionId);
        // Taken before the log appends another event.
        CompletionStage<EventId> logEnd =
                transcript.opened().thenApply(opened -> opened.range().end());
        var unused = stored.exceptionally(failure -> Optional.empty())
                .thenCombine(logEnd, (found, end) -> (Runnable) () -> start(found, end))
                .whenComplete((start, failure) ->
                        context.eventLoop().execute(() -> run(failure == null ? start : this::onUnreadable)));
    }

    private void run(Runnable action) {
        if (!isClosed()) {
            action.run();
        }
    }

    private void start(Optional<DeliveryRecord> found, EventId logEnd) {
        EventId position = found.map(DeliveryRecord::acknowledged).orElse(logEnd);
        events.startAfter(position);
        refused.startAfter(position, found.isPresent());
        // What the receiver gets first implies that the events after it will follow, also after a crash.
        record.start(new DeliveryRecord(roomId, sessionId, url, position), found.isPresent())
                .onSuccess(saved -> run(this::readNext));
    }

    private void onUnreadable() {
        warn("the transcript cannot be read");
        close();
    }

    String roomId() {
        return roomId;
    }

    /** Removes what was erased from the messages that wait; all of them, if null or if it is the session. */
    void erase(@Nullable Erasure erasure) {
        if (erasure == null || erasure.includesSession(sessionId)) {
            abort("the transcript was erased");
            return;
        }
        events.readAgain();
        current = current == null ? null : current.without(erasure);
        afterGap = afterGap == null ? null : afterGap.without(erasure);
    }

    String sessionId() {
        return sessionId;
    }

    public WebhookStatus status() {
        return progress.status();
    }

    Future<Void> closed() {
        return closed.future();
    }

    /** The session has ended. Events that are still undelivered are retried for the retry timeout, and then dropped. */
    public void onSessionEnded() {
        EventId end = events.logEnd();
        context.eventLoop().execute(() -> {
            if (!isClosed() && retryTimeoutTimer == NO_TIMER) {
                events.endAt(end);
                retryTimeoutTimer = context.vertx()
                        .setTimer(
                                Math.max(1, context.limits().retryTimeout().toMillis()),
                                late -> abort("the session ended too long ago"));
            }
        });
    }

    /** The session continues in a later process: it delivers those of the present events that this one cannot. */
    public void suspend() {
        suspended = true;
        stopAtLogEnd();
    }

    /** Another process runs the session and delivers its events: this one sends and stores nothing any more. */
    public void handOver() {
        context.eventLoop().execute(() -> run(this::close));
    }

    /** No events of the session follow those in the log. */
    void stopAtLogEnd() {
        EventId end = events.logEnd();
        context.eventLoop().execute(() -> run(() -> events.stopAt(end)));
    }

    /** Sends a message that waits for a retry immediately. From now on the first failure closes the webhook. */
    void sendLastAttempt() {
        lastAttempt = true;
        if (retryTimer != NO_TIMER && context.vertx().cancelTimer(retryTimer)) {
            retryTimer = NO_TIMER;
            sendCurrent();
        }
    }

    private boolean isClosed() {
        return closed.future().isComplete();
    }

    private void readNext() {
        events.next(next -> run(() -> onNext(next)));
    }

    private void onNext(Optional<WebhookMessage> next) {
        if (next.isEmpty()) {
            onNoMoreMessages();
            return;
        }
        WebhookMessage message = next.get();
        if (message.missing() > 0) {
            countAsDropped(
                    message.missing(),
                    "a gap is sent for undelivered events that are no longer in the log: " + message.missing());
        }
        if (refused.hasUnreported()) {
            afterGap = message;
            send(refused.gapBefore(message));
        } else {
            send(message);
        }
    }

    private void onNoMoreMessages() {
        if (record.isStored() && (suspended || events.isInterrupted())) {
            record.keep();
        } else {
            warn("the last events of the session are no longer in the log");
            record.remove();
        }
        close();
    }

    private void send(WebhookMessage message) {
        current = message;
        retries.reset();
        sendCurrent();
    }

    private void sendCurrent() {
        WebhookMessage message = current;
        if (message != null) {
            sender.send(message).onSuccess(result -> onResult(message, result));
        }
    }

    private void onResult(WebhookMessage message, DeliveryResult result) {
        if (isClosed()) {
            return;
        }
        if (result.isAccepted()) {
            onDelivered(message);
            return;
        }
        if (progress.onFailed(result)) {
            warn("delivery fails: " + result.description());
        }
        if (result.isGone()) {
            abort("the receiver answered 410");
        } else if (lastAttempt) {
            stop();
        } else if (retries.isRefusedForTooLong(result) && message.isEvent()) {
            skip(message);
        } else {
            retry(result);
        }
    }

    private void onDelivered(WebhookMessage message) {
        current = null;
        refused.onDelivered(message);
        record.acknowledged(message.position());
        if (progress.onDelivered(message)) {
            LOG.log(System.Logger.Level.INFO, "{0}: delivery succeeds again", this);
        }
        WebhookMessage next = afterGap;
        afterGap = null;
        if (next != null) {
            send(next);
        } else {
            continueAfter(message);
        }
    }

    private void continueAfter(WebhookMessage message) {
        if (message.last()) {
            record.remove();
            close();
        } else {
            readNext();
        }
    }

    private void skip(WebhookMessage message) {
        current = null;
        refused.onDropped(message);
        countAsDropped(
                1,
                "event " + message.eventId() + " is dropped, because the receiver refused it for "
                        + context.limits().refusalTimeout().toSeconds() + " s; later events follow");
        continueAfter(message);
    }

    private void retry(DeliveryResult result) {
        progress.onRetry();
        retryTimer = context.vertx().setTimer(retries.nextDelay(result).toMillis(), due -> {
            retryTimer = NO_TIMER;
            sendCurrent();
        });
    }

    /** Closes the webhook, and counts and logs the events that were not delivered. */
    void abort(String reason) {
        if (isClosed()) {
            return;
        }
        long left = undelivered();
        if (left > 0) {
            countAsDropped(left, "undelivered events are dropped, because " + reason + ": " + left);
        }
        record.remove();
        close();
    }

    /** Closes the webhook because the service is stopping. What is undelivered is dropped only if it is not stored. */
    void stop() {
        if (!record.isStored()) {
            abort("the service is stopping");
        } else if (!isClosed()) {
            deliveredLater = undelivered() > 0;
            record.keep();
            close();
        }
    }

    /** Whether {@link #stop} left events that a later process will deliver. */
    boolean isDeliveredLater() {
        return deliveredLater;
    }

    private long undelivered() {
        return events.remaining()
                + Stream.ofNullable(current).filter(WebhookMessage::isEvent).count()
                + Stream.ofNullable(afterGap).filter(WebhookMessage::isEvent).count();
    }

    private void countAsDropped(long count, String warning) {
        progress.onDropped(count);
        warn(warning);
    }

    private void close() {
        if (closed.tryComplete()) {
            events.close();
            record.close();
            current = null;
            context.vertx().cancelTimer(retryTimer);
            context.vertx().cancelTimer(retryTimeoutTimer);
        }
    }

    /** Returns how long attempts have been failing; zero if the last one succeeded or the webhook is closed. */
    Duration failingFor(Instant now) {
        return isClosed() ? Duration.ZERO : progress.failingFor(now);
    }

    private void warn(String message) {
        LOG.log(System.Logger.Level.WARNING, "{0}: {1}", this, message);
    }

    @Override
    public String toString() {
        return "Room " + roomId + ": session " + sessionId + ": webhook " + url;
    }
}
