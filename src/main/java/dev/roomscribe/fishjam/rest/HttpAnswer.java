package dev.roomscribe.fishjam.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** What came back over HTTP, whatever it was. */
record HttpAnswer(int status, @Nullable String retryAfter, Buffer body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    boolean successful() {
        return status >= 200 && status < 300;
    }

    /** Returns the body as JSON, whatever its content type; a missing node if it is none. */
    JsonNode json() {
        try {
            return JSON.readTree(body.getBytes());
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
    }

    /** Returns Fishjam's words for what went wrong, or nothing if they are not in the places it uses. */
    String explanation() {
        JsonNode json = json();
        JsonNode words = json.has("detail") ? json.path("detail") : json.path("errors");
        if (words.isMissingNode() || words.isNull()) {
            return "";
        }
        return words.isTextual() ? words.textValue() : words.toString();
    }

    /** Returns how long the server wants to be left alone, or null if it did not say so in a readable way. */
    @Nullable
    Duration retryDelay(Clock clock) {
        if (retryAfter == null) {
            return null;
        }
        String given = retryAfter.strip();
        try {
            if (given.matches("[0-9]{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(given));
            }
            ZonedDateTime until = ZonedDateTime.parse(given, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration left = Duration.between(clock.instant(), until.toInstant());
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Bodies can hold tokens. */
    @Override
    public String toString() {
        return "HttpAnswer[status=" + status + ", bytes=" + body.length() + "]";
    }

    static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(UTF_8);
    }
}
