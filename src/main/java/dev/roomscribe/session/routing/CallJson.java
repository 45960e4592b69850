package dev.roomscribe.session.routing;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.StoredOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON of calls between nodes and of their answers. Unlike what clients see, it has the whole URLs of webhooks. */
final class CallJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule()
                    .addSerializer(StartOptions.class, new OptionsWriter())
                    .addDeserializer(StartOptions.class, new OptionsReader()))
            // The nodes may have different versions.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private CallJson() {}

    /**
     * What is asked.
     *
     * @param roomId null for all rooms
     * @param options of a start; null for other operations
     * @param named the options that a start names
     * @param peerId whose words are erased; null for other operations, and to erase everything
     */
    record Call(
            @Nullable String roomId,
            @Nullable StartOptions options,
            @Nullable Set<String> named,
            @Nullable String peerId) {
        static Call of(@Nullable String roomId) {
            return new Call(roomId, null, null, null);
        }

        static Call start(String roomId, StartOptions.Requested requested) {
            return new Call(roomId, requested.options(), requested.named(), null);
        }

        static Call erase(String roomId, @Nullable String peerId) {
            return new Call(roomId, null, null, peerId);
        }

        StartOptions.Requested requested() {
            return new StartOptions.Requested(
                    options == null ? StartOptions.DEFAULT : options, named == null ? Set.of() : named);
        }

        /** Keeps a webhook's URL out of logs. */
        @Override
        public String toString() {
            return "Call[roomId=" + roomId + "]";
        }
    }

    /**
     * What was answered.
     *
     * @param sessions the status of the room's session, if it has one, or of all sessions
     * @param changed whether a start has created the session, or an erasure has erased
     * @param refusal why it was not done; null if it was
     */
    record Answer(
            List<SessionStatus> sessions,
            boolean changed,
            @Nullable Refusal refusal) {
        Answer {
            sessions = List.copyOf(sessions);
        }

        static Answer of(List<SessionStatus> sessions) {
            return new Answer(sessions, false, null);
        }

        static Answer of(Optional<SessionStatus> session) {
            return of(session.stream().toList());
        }

        static Answer refused(SessionException refused) {
            return new Answer(
                    List.of(),
                    false,
                    new Refusal(
                            refused.reason(),
                            refused.explanation(),
                            refused.retryAfter().map(Duration::toMillis).orElse(null),
                            refused.differences()));
        }

        Optional<SessionStatus> session() {
            return sessions.stream().findFirst();
        }

        /** Keeps a webhook's URL out of logs. */
        @Override
        public String toString() {
            return "Answer";
        }
    }

    /** A {@link SessionException} of another node. */
    record Refusal(
            SessionException.Reason reason,
            String message,
            @Nullable Long retryAfterMs,
            List<SessionException.Difference> differences) {
        SessionException exception() {
            return SessionException.ofOtherNode(
                    reason,
                    message,
                    retryAfterMs == null ? null : Duration.ofMillis(retryAfterMs),
                    List.copyOf(differences));
        }
    }

    static String write(Object callOrAnswer) {
        try {
            return JSON.writeValueAsString(callOrAnswer);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException if the text has another form; the message does not repeat it */
    static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the JSON of another node cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static final class OptionsWriter extends StdSerializer<StartOptions> {
        private static final long serialVersionUID = 1L;

        OptionsWriter() {
            super(StartOptions.class);
        }

        @Override
        public void serialize(StartOptions options, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            json.writeString(StoredOptions.write(options));
        }
    }

    private static final class OptionsReader extends StdDeserializer<StartOptions> {
        private static final long serialVersionUID = 1L;

        OptionsReader() {
            super(StartOptions.class);
        }

        @Override
        public StartOptions deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return StoredOptions.read(json.getValueAsString());
        }
    }
}
