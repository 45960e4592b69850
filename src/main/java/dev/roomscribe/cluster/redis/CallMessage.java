package dev.roomscribe.cluster.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.cluster.NodeCallException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What nodes send to each other, as JSON. */
sealed interface CallMessage {
    /** A call; {@code from} is the node that waits for the answer. */
    record Call(String id, String from, String operation, String request) implements CallMessage {}

    record Result(String id, String result) implements CallMessage {}

    record Failure(String id, NodeCallException failure) implements CallMessage {}

    ObjectMapper JSON = new ObjectMapper();

    default String json() {
        ObjectNode json = JSON.createObjectNode();
        if (this instanceof Call call) {
            json.put("call", call.id())
                    .put("from", call.from())
                    .put("operation", call.operation())
                    .put("request", call.request());
        } else if (this instanceof Result result) {
            json.put("answer", result.id()).put("result", result.result());
        } else if (this instanceof Failure failed) {
            NodeCallException failure = failed.failure();
            json.put("answer", failed.id()).put("code", failure.code()).put("message", failure.getMessage());
            failure.retryAfter().ifPresent(delay -> json.put("retry_after_ms", delay.toMillis()));
            failure.data().ifPresent(data -> json.put("data", data));
        }
        return json.toString();
    }

    /** Returns null if the text is no message, or one of a later version. */
    static @Nullable CallMessage parse(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
        if (json.hasNonNull("call")) {
            return new Call(
                    json.path("call").asText(),
                    json.path("from").asText(),
                    json.path("operation").asText(),
                    json.path("request").asText());
        }
        String id = json.path("answer").asText();
        if (json.hasNonNull("code")) {
            return new Failure(
                    id,
                    NodeCallException.refused(
                            json.path("code").asText(),
                            json.path("message").asText(),
                            json.hasNonNull("retry_after_ms")
                                    ? Duration.ofMillis(
                                            json.path("retry_after_ms").asLong())
                                    : null,
                            json.hasNonNull("data") ? json.path("data").asText() : null));
        }
        return id.isEmpty() ? null : new Result(id, json.path("result").asText());
    }
}
