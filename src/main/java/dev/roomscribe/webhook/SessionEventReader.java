package dev.roomscribe.webhook;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.live.Delivery;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.Subscription;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.live.TooManySubscribersException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the durable events of one session in order, as fast as the caller requests them. A subscription that is read
 * too slowly is evicted like any other; the reader then subscribes again after the last event that it has read.
 * Confined to its event loop after it is created.
 */
final class SessionEventReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration RESUBSCRIBE_DELAY = Duration.ofSeconds(1);

    private final RoomTranscript transcript;
    private final String sessionId;
    private final EventLoop eventLoop;
    private Subscription subscription;
    /** The last event that was read, or the position at which reading starts. */
    private EventId position;
    /** The position to subscribe after next; null while the subscription is usable. */
    private @Nullable EventId subscribeAfter;
    /** The session's last event; null while the session runs. */
    private @Nullable EventId end;
    /** The position after which nothing is read; null for no limit. */
    private @Nullable EventId limit;
    /** The request that is not yet answered. */
    private @Nullable Consumer<Optional<WebhookMessage>> request;
    /** Whether the next event belongs to the session, as far as is known. */
    private boolean inSession = true;

    private boolean interrupted;

    /**
     * Subscribes after the current end of the log.
     *
     * @throws TooManySubscribersException if the room has its maximum number of subscribers
     */
    SessionEventReader(RoomTranscript transcript, String sessionId, EventLoop eventLoop) {
        this.transcript = transcript;
        this.sessionId = sessionId;
        this.eventLoop = eventLoop;
        position = transcript.range().end();
        subscription = subscribe(position);
    }

    private Subscription subscribe(EventId after) {
        return transcript.subscribe(new SubscriptionRequest(after.toString(), false, Set.of()));
    }

    /** Reads after this position, which the log may no longer have. Must be called before the first {@link #next}. */
    void startAfter(EventId start) {
        if (!start.equals(position)) {
            subscribeAfter = start;
            // The log is older than the position if it was restored from a copy: then nothing of it is known to be
            // read.
            position = start.epoch() > logEnd().epoch() ? transcript.range().start() : start;
        }
    }

    /**
     * Calls back on the event loop with the next message as soon as there is one, or with empty if no message will follow.
     */
    void next(Consumer<Optional<WebhookMessage>> callback) {
        request = callback;
        requestNext();
    }

    private void requestNext() {
        if (isAtLimit()) {
            answer(Optional.empty());
        } else if (subscribeAfter != null) {
            resubscribe(subscribeAfter);
        } else {
            Subscription source = subscription;
            var unused = source.next()
                    .thenAccept(delivery -> eventLoop.execute(() -> {
                        if (source == subscription) {
                            onDelivery(delivery);
                        }
                    }));
        }
    }

    /** Discards what was read and not called back with, because something in the log was erased. */
    void readAgain() {
        if (request != null && subscribeAfter == null) {
            subscribeAfter = position;
            resubscribe(position);
        }
    }

    private boolean isAtLimit() {
        return limit != null && position.compareTo(limit) >= 0;
    }

    private void answer(Optional<WebhookMessage> message) {
        Consumer<Optional<WebhookMessage>> callback = request;
        request = null;
        if (callback != null) {
            callback.accept(message);
        }
    }

    private void resubscribe(EventId after) {
        subscription.close();
        try {
            subscription = subscribe(after);
        } catch (TooManySubscribersException e) {
            eventLoop.schedule(RESUBSCRIBE_DELAY, () -> {
                if (request != null) {
                    resubscribe(after);
                }
            });
            return;
        }
        subscribeAfter = null;
        requestNext();
    }

    private void onDelivery(Optional<Delivery> delivery) {
        if (request == null) {
            return;
        }
        if (delivery.isEmpty() && subscribeAfter == null) {
            interrupted = !isErased();
            answer(Optional.empty());
        } else if (delivery.orElse(null) instanceof Delivery.Event event) {
            JsonNode json = json(event);
            Optional<WebhookMessage> message = event.id() == null ? notice(event, json) : event(event, json);
            if (message.isPresent() || startsOtherSession(event, json)) {
                answer(message);
            } else {
                requestNext();
            }
        } else {
            requestNext();
        }
    }

    private Optional<WebhookMessage> event(Delivery.Event event, JsonNode json) {
        EventId id =
                EventId.parse(requireNonNull(event.id(), "the event has no id")).orElseThrow();
        boolean known = id.compareTo(position) <= 0;
        boolean own = json.path("session_id").asText().equals(sessionId);
        inSession |= own;
        if (known) {
            // The log did not know the position, so it is read from its start.
            return Optional.empty();
        }
        position = id;
        // Nothing of an erased session is sent: only its id is still known.
        boolean erased = event.type().equals("transcript.erased") && !json.has("utterance_id");
        return own && !erased
                ? Optional.of(WebhookMessage.event(
                        sessionId + "_" + id, id, event.json(), event.type().equals("session.ended")))
                : Optional.empty();
    }

    /** Among the events without an id, a receiver needs only gaps, because it has no stream. */
    private Optional<WebhookMessage> notice(Delivery.Event event, JsonNode json) {
        return event.type().equals("stream.gap") ? gap(json) : Optional.empty();
    }

    private Optional<WebhookMessage> gap(JsonNode json) {
        String reason = json.path("reason").asText();
        if (reason.equals("slow_subscriber")) {
            // Nothing is lost: the events follow after the next subscribe.
            subscribeAfter = position;
            return Optional.empty();
        }
        if (reason.equals("unknown_id")) {
            // The log is read from its start, which may be in an earlier session.
            inSession = false;
        }
        String withSession = ((ObjectNode) json).put("session_id", sessionId).toString();
        long missing = EventId.parse(json.path("resumes_at").asText())
                .map(resumesAt -> Math.max(0, eventsUntil(resumesAt) - 1))
                .orElse(0L);
        return Optional.of(WebhookMessage.gap(sessionId + "_" + position + "_gap", position, withSession, missing));
    }

    /** Returns whether another session has started: this session's end is no longer in the log. */
    private boolean startsOtherSession(Delivery.Event event, JsonNode json) {
        return inSession
                && event.type().equals("session.started")
                && !json.path("session_id").asText().equals(sessionId);
    }

    /** Stops reading. */
    void close() {
        request = null;
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

    /** Reads nothing after this position. */
    void stopAt(EventId lastPosition) {
        limit = lastPosition;
        if (request != null && isAtLimit()) {
            answer(Optional.empty());
        }
    }

    /** Returns whether reading ended before the session did: the service is stopping, or the log cannot be read. */
    boolean isInterrupted() {
        return interrupted;
    }

    private boolean isErased() {
        return transcript.range().start().epoch() > position.epoch();
    }

    /** Returns how many events that are in the log were not read yet, as far as known. */
    long remaining() {
        return eventsUntil(end == null ? logEnd() : end);
    }

    private long eventsUntil(EventId id) {
        EventId start = transcript.range().start();
        EventId from = position.epoch() == id.epoch() ? position : start;
        return from.epoch() == id.epoch() ? Math.max(0, id.sequence() - from.sequence()) : 0;
    }

    private static JsonNode json(Delivery.Event event) {
        try {
            return JSON.readTree(event.json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A caption event is not JSON", e);
        }
    }
}
