package dev.roomscribe.transcript.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads a subscription as far as there is something to read, without waiting. */
public final class TestSubscriber {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Subscription subscription;
    private @Nullable CompletableFuture<Optional<Delivery>> asked;
    private boolean ended;

    public TestSubscriber(Subscription subscription) {
        this.subscription = subscription;
    }

    /** Returns the next delivery; empty if there is none yet, or the stream is over. Waits on where there is none. */
    public Optional<Delivery> poll() {
        if (ended) {
            return Optional.empty();
        }
        if (asked == null) {
            asked = subscription.next().toCompletableFuture();
        }
        if (!asked.isDone()) {
            return Optional.empty();
        }
        Optional<Delivery> delivery = asked.join();
        asked = null;
        ended = delivery.isEmpty();
        return delivery;
    }

    /** Returns everything there is, and waits on for more. */
    public List<Delivery> drain() {
        List<Delivery> all = new ArrayList<>();
        for (Optional<Delivery> next = poll(); next.isPresent(); next = poll()) {
            all.add(next.get());
        }
        return all;
    }

    /** Returns everything there is in words, and waits on for more. */
    public List<String> read() {
        return drain().stream().map(TestSubscriber::describe).toList();
    }

    /** Returns the next thing in words, which must be there; does not wait on. */
    public String readOne() {
        return describe(poll().orElseThrow());
    }

    public boolean ended() {
        return ended;
    }

    public void close() {
        subscription.close();
    }

    public static String describe(Delivery delivery) {
        if (!(delivery instanceof Delivery.Event event)) {
            return "heartbeat";
        }
        JsonNode json = json(event);
        return switch (event.type()) {
            case "transcript.final" -> "final " + json.get("transcript").textValue();
            case "transcript.partial" -> "partial " + json.get("transcript").textValue();
            case "stream.gap" -> "gap " + json.get("reason").textValue();
            default -> event.type();
        };
    }

    public static JsonNode json(Delivery delivery) {
        try {
            return MAPPER.readTree(((Delivery.Event) delivery).json());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
