package dev.roomscribe.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.MissedEvents;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.PeerErased;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionPhase;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.SessionStatusUpdate;
import dev.roomscribe.transcript.event.StreamClosing;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TranscriptErased;
import dev.roomscribe.transcript.event.Word;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The schema of each type of event accepts what the service sends, with and without its optional fields, and nothing else. The
 * snapshot, which is no class, is checked wherever a test subscribes.
 */
class EventSchemaTest {
    private static final Instant AT = Instant.parse("2026-09-10T10:01:22.345Z");
    private static final EventId ID = new EventId(1_790_000_000_000L, 412);
    private static final PropertyNamingStrategies.NamingBase NAMES =
            PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE;

    /** Events with all fields, one of each class. */
    static Stream<CaptionEvent> events() {
        return Stream.of(
                new SessionStarted("s", AT, "a", "m", "en-US"),
                new SessionResumed("s", 9.5, AT, "a", "m", "en-US"),
                new SessionEnded("s", 9.5, AT, SessionEndReason.FAILED, "Oh."),
                new PeerJoined(
                        "s", "p", "Ana", JsonNodeFactory.instance.objectNode().put("seat", 7), 1, AT),
                new PeerRenamed("s", "p", "Ana", 1, AT),
                new PeerLeft("s", "p", "Ana", 1, AT),
                new FinalTranscript(
                        "s",
                        "p",
                        "t",
                        "Ana",
                        "u",
                        6,
                        "we ship",
                        "We ship.",
                        0.93,
                        List.of(new Word("we", 1, 1.5, 0.9), new Word("ship", 1.5, 2, null)),
                        1,
                        2,
                        AT,
                        "en-US",
                        "m",
                        EndReason.DRAIN,
                        true),
                new PartialTranscript("s", "p", "t", "Ana", "u", 5, "we", "We"),
                new StreamGap("s", "p", "t", 1, 2.0, GapReason.PAUSED, AT, "Oh.", true),
                new TranscriptErased("s", "u", 1.0, 2.0, AT),
                new SessionStatusUpdate("s", SessionPhase.RESUMING, true, 300),
                new PeerErased("p"),
                new MissedEvents(GapReason.EXPIRED_ID, "1-2", "1-5", "Oh."),
                new StreamClosing(2_000, "the server is stopping"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyEventMatchesItsSchema(CaptionEvent event) {
        DocumentedSchemas.checkEvent(json(event));
    }

    @Test
    void everyTypeIsDocumentedAndNoOther() {
        assertThat(events().map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(classes(CaptionEvent.class).collect(Collectors.toSet()));
        Set<String> types = events().map(CaptionEvent::type).collect(Collectors.toSet());
        types.add("session.snapshot");
        assertThat(DocumentedSchemas.eventTypes()).isEqualTo(types);
    }

    @ParameterizedTest
    @MethodSource("events")
    void aFieldMayBeAbsentIfAndOnlyIfTheServiceMayOmitIt(CaptionEvent event) {
        for (RecordComponent field : event.getClass().getRecordComponents()) {
            String name = NAMES.translate(field.getName());
            ObjectNode without = json(event);
            assertThat(without.remove(name)).as(name).isNotNull();
            boolean optional = field.getAnnotatedType().isAnnotationPresent(Nullable.class)
                    || Set.of("truncated", "continues").contains(field.getName());
            if (optional) {
                DocumentedSchemas.checkEvent(without);
            } else {
                refuse(without);
            }
        }
        for (String name : List.of("type", "room_id")) {
            ObjectNode without = json(event);
            without.remove(name);
            refuse(without);
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void valuesOfAnotherTypeAndUndocumentedFieldsAreRefused(CaptionEvent event) {
        json(event).fieldNames().forEachRemaining(name -> {
            ObjectNode broken = json(event);
            if (!name.equals("metadata")) {
                refuse(broken.set(name, JsonNodeFactory.instance.objectNode().put("x", 1)));
            }
        });
        refuse(json(event).put("undocumented", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"session.unknown\",\"room_id\":\"r\"}",
                "{\"type\":\"stream.gap\",\"room_id\":\"r\",\"reason\":\"bored\",\"detail\":\"Oh.\"}",
                "{\"type\":\"stream.gap\",\"id\":\"1-2\",\"room_id\":\"r\",\"reason\":\"overload\",\"detail\":\"Oh.\"}",
                "{\"type\":\"session.ended\",\"id\":\"1-2\",\"room_id\":\"r\",\"session_id\":\"s\",\"at\":1,"
                        + "\"ended_at\":\"noon\",\"reason\":\"idle\"}",
                "{\"type\":\"session.ended\",\"id\":\"first\",\"room_id\":\"r\",\"session_id\":\"s\",\"at\":1,"
                        + "\"ended_at\":\"2026-09-10T10:01:22.340Z\",\"reason\":\"idle\"}",
                "{\"type\":\"session.snapshot\",\"room_id\":\"r\",\"peers\":[{\"peer_id\":\"p\",\"nick\":\"A\"}],"
                        + "\"finals\":[],\"partials\":[],\"last_id\":\"1-2\"}",
                "[]",
                "not JSON"
            })
    void brokenEventsAreRefused(String json) {
        assertThatThrownBy(() -> DocumentedSchemas.checkEvent(json)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aFailureNamesTheFieldAndTheSchema() {
        ObjectNode event = json(new StreamClosing(2_000, "bye")).put("retry_ms", "soon");
        assertThatThrownBy(() -> DocumentedSchemas.checkEvent(event))
                .hasMessageContaining("#/components/schemas/StreamClosing")
                .hasMessageContaining("/retry_ms")
                .hasMessageContaining("\"soon\"");
    }

    private static void refuse(JsonNode event) {
        assertThatThrownBy(() -> DocumentedSchemas.checkEvent(event))
                .as(event.toString())
                .isInstanceOf(AssertionError.class);
    }

    static ObjectNode json(CaptionEvent event) {
        try {
            return (ObjectNode)
                    EventJson.MAPPER.readTree(EventJson.of("r", event instanceof DurableEvent ? ID : null, event));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<Class<?>> classes(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EventSchemaTest::classes)
                : Stream.of(type);
    }
}
