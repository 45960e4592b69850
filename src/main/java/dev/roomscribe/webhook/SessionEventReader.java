package dev.roomscribe.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.live.Delivery;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.Subscription;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.live.TooManySubscribersException;
import io.vertx.core.Context;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the durable events of one session in order, as fast as the caller requests them. A subscription that is read
 * too slowly is evicted like any other; the reader then subscribes again after the last event that it has read.
 * Confined to its context after it is created.
 */
final class SessionEventReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long RESUBSCRIBE_DELAY_MS = 1_000;

    private final RoomTranscript transcript;
    private final String sessionId;
    private final Context context;
    private Subscription subscription;
    /** The last event that was read, or the end of the log when the reader was created. */
    private EventId position;
    /** The session's last event; null while the session runs. */
    private @Nullable EventId end;

    private boolean evicted;

    /**
     * Starts to read after the current end of the log.
     *
     * @throws TooManySubscribersException if the room has its maximum number of subscribers
     */
    SessionEventReader(RoomTranscript transcript, String sessionId, Context context) {
        this.transcript = transcript;
        this.sessionId = sessionId;
        this.context = context;
        position = transcript.range().end();
        subscription = subscribe();
    }

    private Subscription subscribe() {
        return transcript.subscribe(new SubscriptionRequest(position.toString(), false, Set.of()));
    }

    /**
     * Calls back on the context with the next message as soon as there is one, or with empty if no message will follow.
     */
    void next(Consumer<Optional<WebhookMessage>> callback) {
        var unused =
                subscription.next().thenAccept(delivery -> context.runOnContext(now -> onDelivery(delivery, callback)));
    }

    private void onDelivery(Optional<Delivery> delivery, Consumer<Optional<WebhookMessage>> callback) {
        if (delivery.isEmpty()) {
            if (evicted) {
                resubscribe(callback);
            } else {
                callback.accept(Optional.empty());
            }
        } else if (delivery.get() instanceof Delivery.Event event) {
            JsonNode json = json(event);
            Optional<WebhookMessage> message = message(event, json);
            if (message.isPresent() || startsOtherSession(event, json)) {
                callback.accept(message);
            } else {
                next(callback);
            }
        } else {
            next(callback);
        }
    }

    private void resubscribe(Consumer<Optional<WebhookMessage>> callback) {
        subscription.close();
        try {
            subscription = subscribe();
        } catch (TooManySubscribersException e) {
            context.owner().setTimer(RESUBSCRIBE_DELAY_MS, retry -> resubscribe(callback));
            return;
        }
        evicted = false;
        next(callback);
    }

    private Optional<WebhookMessage> message(Delivery.Event event, JsonNode json) {
        if (event.id() != null) {
            position = EventId.parse(event.id()).orElseThrow();
            return json.path("session_id").asText().equals(sessionId)
                    ? Optional.of(WebhookMessage.event(
                            sessionId + "_" + position,
                            event.id(),
                            event.json(),
                            event.type().equals("session.ended")))
                    : Optional.empty();
        }
        // Among the events without an id, a receiver needs only gaps, because it has no stream.
        return event.type().equals("stream.gap") ? gap(json) : Optional.empty();
    }

    private Optional<WebhookMessage> gap(JsonNode json) {
        if (json.path("reason").asText().equals("slow_subscriber")) {
            // Nothing is lost: the events follow after the next subscribe.
            evicted = true;
            return Optional.empty();
        }
        String withSession = ((ObjectNode) json).put("session_id", sessionId).toString();
        long missing = EventId.parse(json.path("resumes_at").asText())
                .map(resumesAt -> Math.max(0, eventsUntil(resumesAt) - 1))
                .orElse(0L);
        return Optional.of(WebhookMessage.gap(sessionId + "_" + position + "_gap", withSession, missing));
    }

    /** Returns whether another session has started: this session's end is no longer in the log. */
    private boolean startsOtherSession(Delivery.Event event, JsonNode json) {
        return event.type().equals("session.started")
                && !json.path("session_id").asText().equals(sessionId);
    }

    /** Stops reading. */
    void close() {
        subscription.close();
    }

    /** Returns the id of the log's last event; may be called from any thread. */
    EventId logEnd() {
        return transcript.range().end();
    }

    /** Sets the session's last event; later events belong to another session. */
    void endAt(EventId lastEvent) {
        end = lastEvent;
    }

    /** Returns how many events that are in the log were not read yet. */
    long remaining() {
        return eventsUntil(end == null ? logEnd() : end);
    }

    private long eventsUntil(EventId id) {
        return Math.max(0, id.sequence() - position.sequence());
    }

    private static JsonNode json(Delivery.Event event) {
        try {
            return JSON.readTree(event.json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A caption event is not JSON", e);
        }
    }
}
