package dev.roomscribe.transcript.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts the sessions of a part of a log to JSON, for storage, and back. */
public final class SpanJson {
    /** Version 1, which had no number, had the names of the speakers only. */
    private static final int VERSION = 2;

    private SpanJson() {}

    /** Returns the sessions as a JSON object. */
    public static String write(String roomId, List<SessionSpan> spans) {
        ObjectNode json = EventJson.MAPPER.createObjectNode().put("version", VERSION);
        spans.forEach(span -> put(json.withArray("sessions").addObject(), roomId, span));
        return EventJson.write(json);
    }

    private static void put(ObjectNode json, String roomId, SessionSpan span) {
        json.put("session_id", span.sessionId())
                .put("opening", span.opening().name())
                .put("after", span.after().toString())
                .put("up_to", span.upTo().toString())
                .put("first_at", span.firstAt().toEpochMilli())
                .put("last_at", span.lastAt().toEpochMilli())
                .put("finals", span.totals().finals())
                .put("gaps", span.totals().gaps())
                .put("lost_ms", span.totals().lostMillis())
                .put("beginning_lost", span.beginningLost());
        ArrayNode talk = json.putArray("talk");
        span.totals()
                .speakers()
                .forEach(speaker -> talk.addArray()
                        .add(speaker.peerId())
                        .add(speaker.name())
                        .add(speaker.millis())
                        .add(speaker.finals()));
        putEvent(json, "started", roomId, span.started());
        putEvent(json, "ended", roomId, span.ended());
        Instant since = span.notTranscribedSince();
        if (since != null) {
            json.put("not_transcribed_since", since.toEpochMilli());
        }
        if (span.erased()) {
            json.put("erased", true);
        }
    }

    private static void putEvent(ObjectNode json, String member, String roomId, @Nullable DurableEvent event) {
        if (event != null) {
            json.putRawValue(member, new RawValue(EventJson.of(roomId, null, event)));
        }
    }

    /** Parses the sessions; empty if another version wrote them or the JSON is damaged. */
    public static Optional<List<SessionSpan>> read(String json) {
        try {
            JsonNode root = EventJson.MAPPER.readTree(json);
            if (root.path("version").asInt() != VERSION) {
                return Optional.empty();
            }
            List<SessionSpan> spans = new ArrayList<>();
            for (JsonNode node : root.required("sessions")) {
                spans.add(span(node));
            }
            return Optional.of(spans);
        } catch (JsonProcessingException | IllegalArgumentException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    private static SessionSpan span(JsonNode node) {
        return new SessionSpan(
                node.required("session_id").asText(),
                SessionSpan.Opening.valueOf(node.required("opening").asText()),
                id(node.required("after")),
                id(node.required("up_to")),
                Instant.ofEpochMilli(node.required("first_at").asLong()),
                Instant.ofEpochMilli(node.required("last_at").asLong()),
                event(node.path("started"), SessionStarted.class),
                event(node.path("ended"), SessionEnded.class),
                node.has("not_transcribed_since")
                        ? Instant.ofEpochMilli(
                                node.path("not_transcribed_since").asLong())
                        : null,
                new SessionTotals(
                        node.required("finals").asLong(),
                        node.required("gaps").asLong(),
                        node.required("lost_ms").asLong(),
                        speakers(node.required("talk"))),
                node.required("beginning_lost").asBoolean(),
                node.path("erased").asBoolean());
    }

    private static List<TalkTime> speakers(JsonNode node) {
        List<TalkTime> speakers = new ArrayList<>();
        for (JsonNode speaker : node) {
            speakers.add(new TalkTime(
                    speaker.required(0).asText(),
                    speaker.required(1).textValue(),
                    speaker.required(2).asLong(),
                    speaker.required(3).asLong()));
        }
        return speakers;
    }

    private static EventId id(JsonNode node) {
        return EventId.parse(node.asText()).orElseThrow();
    }

    private static <T extends DurableEvent> @Nullable T event(JsonNode node, Class<T> type) {
        return node.isMissingNode()
                ? null
                : type.cast(
                        EventJson.read(node.toString()).filter(type::isInstance).orElseThrow());
    }
}
