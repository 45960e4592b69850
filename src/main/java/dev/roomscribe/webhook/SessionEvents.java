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
 * The kept events of one session, as letters, in order and at any pace: whoever takes longer than a subscriber may is cut
 * as every subscriber, and comes back with the last id it had. Confined to its context, once made.
 */
final class SessionEvents {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long BACK_AFTER_MS = 1_000;

    private final RoomTranscript room;
    private final String sessionId;
    private final Context context;
    private Subscription subscription;
    /** That of the event read last, or of the last before all of them: where to go on, whatever happens. */
    private String lastId;

    /** Where the session's last event is; null while there is none. */
    private @Nullable String end;

    private boolean cut;

    /**
     * Begins to read with what comes next.
     *
     * @throws TooManySubscribersException if the room has as many as it may
     */
    SessionEvents(RoomTranscript room, String sessionId, Context context) {
        this.room = room;
        this.sessionId = sessionId;
        this.context = context;
        subscription = room.subscribe(new SubscriptionRequest(null, false, Set.of()));
        lastId = greetedAt(subscription);
    }

    /** A subscriber from now on is greeted with where now is, at once. */
    private static String greetedAt(Subscription fresh) {
        Delivery greeting = fresh.next().toCompletableFuture().join().orElseThrow();
        return json((Delivery.Event) greeting).path("last_id").asText();
    }

    private Subscription subscribeAgain() {
        return room.subscribe(new SubscriptionRequest(lastId, false, Set.of()));
    }

    /** Calls back on the context with the next letter when there is one; with none when there never will be. */
    void next(Consumer<Optional<WebhookMessage>> reader) {
        var unused = subscription.next().thenAccept(delivery -> context.runOnContext(now -> hand(delivery, reader)));
    }

    private void hand(Optional<Delivery> delivery, Consumer<Optional<WebhookMessage>> reader) {
        if (delivery.isEmpty()) {
            if (cut) {
                comeBack(reader);
            } else {
                reader.accept(Optional.empty());
            }
        } else if (delivery.get() instanceof Delivery.Event event) {
            JsonNode json = json(event);
            Optional<WebhookMessage> letter = letter(event, json);
            if (letter.isPresent() || isAnothers(event, json)) {
                reader.accept(letter);
            } else {
                next(reader);
            }
        } else {
            next(reader);
        }
    }

    private void comeBack(Consumer<Optional<WebhookMessage>> reader) {
        subscription.close();
        try {
            subscription = subscribeAgain();
        } catch (TooManySubscribersException e) {
            context.owner().setTimer(BACK_AFTER_MS, again -> comeBack(reader));
            return;
        }
        cut = false;
        next(reader);
    }

    private Optional<WebhookMessage> letter(Delivery.Event event, JsonNode json) {
        if (event.id() != null) {
            lastId = event.id();
            return json.path("session_id").asText().equals(sessionId)
                    ? Optional.of(WebhookMessage.event(
                            sessionId + "_" + lastId,
                            lastId,
                            event.json(),
                            event.type().equals("session.ended")))
                    : Optional.empty();
        }
        // Nothing else without an id is any affair of who has no stream.
        return event.type().equals("stream.gap") ? gap(json) : Optional.empty();
    }

    private Optional<WebhookMessage> gap(JsonNode json) {
        if (json.path("reason").asText().equals("slow_subscriber")) {
            // Not missing yet: it comes when this comes back.
            cut = true;
            return Optional.empty();
        }
        String named = ((ObjectNode) json).put("session_id", sessionId).toString();
        long missing = between(lastId, json.path("resumes_at").asText()) - 1;
        return Optional.of(WebhookMessage.gap(sessionId + "_" + lastId + "_gap", named, Math.max(0, missing)));
    }

    /** Returns whether the room has gone on without this session: its end is no longer kept. */
    private boolean isAnothers(Delivery.Event event, JsonNode json) {
        return event.type().equals("session.started")
                && !json.path("session_id").asText().equals(sessionId);
    }

    /** Reads no further. */
    void close() {
        subscription.close();
    }

    /** Says where the session's last event is: what the log gets after it is another's. */
    void endAt(String lastOfAll) {
        end = lastOfAll;
    }

    /** Returns how many events are yet to come, as far as they are there already. */
    long left() {
        return between(lastId, end == null ? now() : end);
    }

    /** Returns the id of the log's last event; may be called from any thread. */
    String now() {
        try {
            Subscription fresh = room.subscribe(new SubscriptionRequest(null, false, Set.of()));
            String now = greetedAt(fresh);
            fresh.close();
            return now;
        } catch (TooManySubscribersException e) {
            return "";
        }
    }

    private static long between(String from, String to) {
        return EventId.parse(from)
                .flatMap(first -> EventId.parse(to).map(last -> Math.max(0, last.sequence() - first.sequence())))
                .orElse(0L);
    }

    private static JsonNode json(Delivery.Event event) {
        try {
            return JSON.readTree(event.json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event is JSON", e);
        }
    }
}
