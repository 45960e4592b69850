package dev.roomscribe.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The JSON of session records. It contains the options of the start request and with them perhaps a webhook's secret, so it
 * must not be logged; no exception of this class has a part of it in its message.
 */
public final class SessionRecordJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SessionRecordJson() {}

    /**
     * Returns a text from which {@link #read} restores the record.
     *
     * @throws IllegalArgumentException if the options of the record are not JSON
     */
    public static String write(SessionRecord record) {
        try {
            return JSON.writeValueAsString(JSON.createObjectNode()
                    .put("room_id", record.roomId())
                    .put("session_id", record.sessionId())
                    .put("fence", record.fence())
                    .put("started_at", record.startedAt().toString())
                    .put("agent_id", record.agentId())
                    .put("suspended", record.suspended())
                    .put(
                            "paused_since",
                            record.pausedSince() == null
                                    ? null
                                    : record.pausedSince().toString())
                    .set("options", JSON.readTree(record.options())));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the options are not JSON");
        }
    }

    /**
     * Parses what {@link #write} returned.
     *
     * @throws IllegalArgumentException if the text is not a session record
     */
    public static SessionRecord read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return new SessionRecord(
                    text(json, "room_id"),
                    text(json, "session_id"),
                    json.path("fence").asLong(),
                    Instant.parse(text(json, "started_at")),
                    json.path("agent_id").asText(),
                    json.path("suspended").asBoolean(),
                    json.hasNonNull("paused_since") ? Instant.parse(text(json, "paused_since")) : null,
                    json.path("options").toString());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON");
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a time is not valid");
        }
    }

    private static String text(JsonNode json, String field) {
        String text = json.path(field).asText();
        if (text.isEmpty()) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return text;
    }
}
