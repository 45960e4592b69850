package dev.roomscribe.webhook;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.transcript.event.EventId;

/**
 * What is stored of a webhook, so that a later process continues its delivery.
 *
 * @param url may contain a token: store it where only this service can read it, and never log {@link #toJson}
 * @param acknowledged the position after which delivery continues: the last event that the receiver accepted or that a gap
 *     it accepted stands for; before the first one, the end of the log when the webhook was opened
 */
public record DeliveryRecord(String roomId, String sessionId, WebhookUrl url, EventId acknowledged) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public DeliveryRecord {
        requireNonNull(roomId, "roomId is null");
        requireNonNull(sessionId, "sessionId is null");
        requireNonNull(url, "url is null");
        requireNonNull(acknowledged, "acknowledged is null");
    }

    DeliveryRecord withAcknowledged(EventId position) {
        return new DeliveryRecord(roomId, sessionId, url, position);
    }

    /** Returns a text from which {@link #parse} restores this record. */
    public String toJson() {
        return JSON.createObjectNode()
                .put("room_id", roomId)
                .put("session_id", sessionId)
                .put("url", url.text())
                .put("acknowledged", acknowledged.toString())
                .toString();
    }

    /**
     * Parses what {@link #toJson} returned.
     *
     * @throws IllegalArgumentException if the text is not a record; the message does not repeat the text
     */
    public static DeliveryRecord parse(String json) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            // The cause's message quotes the text, which may include a token.
            throw new IllegalArgumentException("it is not JSON");
        }
        return new DeliveryRecord(
                text(node, "room_id"),
                text(node, "session_id"),
                WebhookUrl.of(text(node, "url")),
                EventId.parse(text(node, "acknowledged"))
                        .orElseThrow(() -> new IllegalArgumentException("acknowledged is not an event id")));
    }

    private static String text(JsonNode node, String field) {
        String text = node.path(field).textValue();
        if (text == null || text.isEmpty()) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return text;
    }
}
