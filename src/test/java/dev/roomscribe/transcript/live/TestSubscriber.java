package dev.roomscribe.transcript.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.contract.DocumentedSchemas;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Receives the available deliveries of a subscription without waiting. Each event must be as the OpenAPI document describes it. */
public final class TestSubscriber {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Subscription subscription;
    private @Nullable CompletableFuture<Optional<Delivery>> requested;
    private boolean ended;

    public TestSubscriber(Subscription subscription) {
        this.subscription = subscription;
    }

    /** Returns the next delivery; empty if there is none yet or the stream has ended. The request stays pending if there is none. */
    public Optional<Delivery> poll() {
        if (ended) {
            return Optional.empty();
        }
        if (requested == null) {
            requested = subscription.next().toCompletableFuture();
        }
        if (!requested.isDone()) {
            return Optional.empty();
        }
        Optional<Delivery> delivery = requested.join();
        requested = null;
        ended = delivery.isEmpty();
        if (delivery.orElse(null) instanceof Delivery.Event event) {
            DocumentedSchemas.checkEvent(event.json());
        }
        return delivery;
    }

    /** Returns all available deliveries and leaves a request pending. */
    public List<Delivery> drain() {
        List<Delivery> all = new ArrayList<>();
        for (Optional<Delivery> next = poll(); next.isPresent(); next = poll()) {
            all.add(next.get());
        }
        return all;
    }

    /** Returns descriptions of all available deliveries and leaves a request pending. */
    public List<String> read() {
        return drain().stream().map(TestSubscriber::describe).collect(Collectors.toCollection(ArrayList::new));
    }

    /** Returns a description of the next delivery, which must be available; leaves no request pending. */
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
            case "session.status" ->
                "status " + json.get("state").textValue()
                        + (json.get("paused").booleanValue() ? " paused" : "")
                        + (json.get("lag_ms").longValue() == 0 ? "" : " " + json.get("lag_ms"));
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
