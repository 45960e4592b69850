package dev.roomscribe.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.transcript.Delivery;
import dev.roomscribe.transcript.RoomTranscript;
import dev.roomscribe.transcript.Subscription;
import dev.roomscribe.transcript.SubscriptionRequest;
import dev.roomscribe.transcript.TooManySubscribers;
import io.vertx.core.Context;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
    /** That of the event read last, or of the last before all of them. */
    private @Nullable String lastId;

    private boolean cut;

    /**
     * Begins to read with what comes next.
     *
     * @throws TooManySubscribers if the room has as many as it may
     */
    SessionEvents(RoomTranscript room, String sessionId, Context context) {
        this.room = room;
        this.sessionId = sessionId;
        this.context = context;
        subscription = subscribe();
    }

    private Subscription subscribe() {
        return room.subscribe(new SubscriptionRequest(lastId, false, Set.of()));
    }

    /** Calls back on the context with the next letter when there is one; with none when there never will be. */
    void next(Consumer<Optional<Letter>> reader) {
        var unused = subscription.next().thenAccept(delivery -> context.runOnContext(now -> hand(delivery, reader)));
    }

    private void hand(Optional<Delivery> delivery, Consumer<Optional<Letter>> reader) {
        if (delivery.isEmpty()) {
            if (cut) {
                comeBack(reader);
            } else {
                reader.accept(Optional.empty());
            }
        } else if (delivery.get() instanceof Delivery.Event event) {
            JsonNode json = json(event);
            Optional<Letter> letter = letter(event, json);
            if (letter.isPresent() || isAnothers(event, json)) {
                reader.accept(letter);
            } else {
                next(reader);
            }
        } else {
            next(reader);
        }
    }

    private void comeBack(Consumer<Optional<Letter>> reader) {
        subscription.close();
        try {
            subscription = subscribe();
        } catch (TooManySubscribers e) {
            context.owner().setTimer(BACK_AFTER_MS, again -> comeBack(reader));
            return;
        }
        cut = false;
        next(reader);
    }

    private Optional<Letter> letter(Delivery.Event event, JsonNode json) {
        if (event.id() != null) {
            lastId = event.id();
            return json.path("session_id").asText().equals(sessionId)
                    ? Optional.of(new Letter(
                            sessionId + "_" + lastId,
                            lastId,
                            event.json(),
                            event.type().equals("session.ended")))
                    : Optional.empty();
        }
        return switch (event.type()) {
            case "session.snapshot" -> {
                lastId = json.path("last_id").asText();
                yield Optional.empty();
            }
            case "stream.gap" -> gap(json);
            // A stream that closes is no affair of who has no stream.
            default -> Optional.empty();
        };
    }

    private Optional<Letter> gap(JsonNode json) {
        if (json.path("reason").asText().equals("slow_subscriber")) {
            // Not missing yet: it comes when this comes back.
            cut = true;
            return Optional.empty();
        }
        String named = ((ObjectNode) json).put("session_id", sessionId).toString();
        return Optional.of(new Letter(sessionId + "_" + lastId + "_gap", null, named, false));
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

    /** Returns how many events would have come by now, and reads no further. */
    int closeAndCount() {
        close();
        try {
            subscription = subscribe();
        } catch (TooManySubscribers e) {
            return 0;
        }
        int count = 0;
        boolean last = lastId == null;
        while (!last) {
            CompletableFuture<Optional<Delivery>> next = subscription.next().toCompletableFuture();
            last = !next.isDone() || next.join().isEmpty();
            if (!last && next.join().orElseThrow() instanceof Delivery.Event event && event.id() != null) {
                Optional<Letter> letter = letter(event, json(event));
                count += letter.isPresent() ? 1 : 0;
                last = letter.isEmpty() || letter.get().last();
            }
        }
        subscription.close();
        return count;
    }

    private static JsonNode json(Delivery.Event event) {
        try {
            return JSON.readTree(event.json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event is JSON", e);
        }
    }
}
