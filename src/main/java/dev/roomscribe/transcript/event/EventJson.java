package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts events to JSON and back. Seconds and confidences have three decimals, instants have milliseconds. */
public final class EventJson {
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new ThousandthsSerializer(Double.class))
                    .addSerializer(double.class, new ThousandthsSerializer(double.class))
                    .addSerializer(Instant.class, new InstantSerializer())
                    .addDeserializer(Instant.class, new InstantDeserializer()))
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            // type, id and room_id are not fields of the event classes.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private EventJson() {}

    /** Returns the JSON object that subscribers receive and the log stores. */
    public static String of(String roomId, @Nullable EventId id, CaptionEvent event) {
        return write(tree(roomId, id, event));
    }

    static ObjectNode tree(String roomId, @Nullable EventId id, CaptionEvent event) {
        ObjectNode node = MAPPER.createObjectNode().put("type", event.type());
        if (id != null) {
            node.put("id", id.toString());
        }
        return node.put("room_id", roomId).setAll((ObjectNode) MAPPER.valueToTree(event));
    }

    public static String write(ObjectNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses a durable event; empty if the JSON is not one, or has a type or a reason that only a later version knows. */
    public static Optional<DurableEvent> read(String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            Class<? extends DurableEvent> type = switch (node.path("type").asText()) {
                case "session.started" -> SessionStarted.class;
                case "session.resumed" -> SessionResumed.class;
                case "session.ended" -> SessionEnded.class;
                case "peer.joined" -> PeerJoined.class;
                case "peer.left" -> PeerLeft.class;
                case "peer.renamed" -> PeerRenamed.class;
                case "transcript.final" -> FinalTranscript.class;
                case "stream.gap" -> StreamGap.class;
                // The notice of an open stream has no session.
                case "transcript.erased" -> node.has("session_id") ? TranscriptErased.class : null;
                default -> null;
            };
            return type == null ? Optional.empty() : Optional.of(MAPPER.treeToValue(node, type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /**
     * Parses an event without an id that another process has published: a {@link PartialTranscript} or a {@link
     * SessionStatusUpdate}; empty if the JSON is neither.
     */
    public static Optional<CaptionEvent> readLive(String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            Class<? extends CaptionEvent> type = switch (node.path("type").asText()) {
                case "transcript.partial" -> PartialTranscript.class;
                case "session.status" -> SessionStatusUpdate.class;
                default -> null;
            };
            return type == null ? Optional.empty() : Optional.of(MAPPER.treeToValue(node, type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Returns the text that is written between quotes in JSON; empty if it is malformed. */
    public static Optional<String> unescape(String quoted) {
        try {
            return Optional.of(MAPPER.readValue('"' + quoted + '"', String.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static final class ThousandthsSerializer extends StdSerializer<Double> {
        private static final long serialVersionUID = 1L;

        ThousandthsSerializer(Class<Double> type) {
            super(type);
        }

        @Override
        public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeNumber(Math.round(value * 1000) / 1000.0);
        }
    }

    private static final class InstantSerializer extends StdSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(MILLIS.format(value));
        }
    }

    private static final class InstantDeserializer extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantDeserializer() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
            try {
                return Instant.parse(json.getText());
            } catch (DateTimeParseException e) {
                throw context.weirdStringException(json.getText(), Instant.class, "not an instant");
            }
        }
    }
}
