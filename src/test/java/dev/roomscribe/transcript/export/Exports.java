package dev.roomscribe.transcript.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.contract.DocumentedSchemas;
import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.live.RecordingObserver;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import java.time.Duration;

/** Creates rooms with given events and writes them as files. */
final class Exports {
    private Exports() {}

    static String render(TranscriptFormat format, RoomTranscript room) {
        StringBuilder file = new StringBuilder();
        format.render(SessionIndex.of(room.logSnapshot()).view(Selection.LATEST).orElseThrow())
                .forEachRemaining(file::append);
        check(format, file.toString());
        return file.toString();
    }

    /** Compares JSON with the OpenAPI document. */
    private static void check(TranscriptFormat format, String file) {
        if (format == TranscriptFormat.JSON_LINES) {
            file.lines().forEach(DocumentedSchemas::checkEvent);
        } else if (format == TranscriptFormat.JSON) {
            DocumentedSchemas.check("#/components/schemas/Transcript", json(file));
        } else if (format == TranscriptFormat.VERBOSE_JSON) {
            DocumentedSchemas.check("#/components/schemas/VerboseTranscript", json(file));
        }
    }

    private static JsonNode json(String file) {
        try {
            return EventJson.MAPPER.readTree(file);
        } catch (JsonProcessingException e) {
            throw new AssertionError(file, e);
        }
    }

    static RoomTranscript exampleRoom() {
        return room(
                TestEvents.started(),
                TestEvents.joined("p1"),
                TestEvents.utterance("p2", null, "u2", "we ship", 812.34, 813.6),
                TestEvents.utterance("p1", "Ana", "u1", "hello", 1, 2.5),
                TestEvents.gap("p1", 5, 6.5, "Too much at once."));
    }

    static RoomTranscript room(DurableEvent... events) {
        Transcripts transcripts = new Transcripts(
                new MemoryStore(new Retention(1_000, Duration.ofHours(1)), new MutableClock()),
                new SubscriberLimits(100, 100, Duration.ofSeconds(2)),
                new MutableClock(),
                new RecordingObserver());
        RoomTranscript room = transcripts.open("r1");
        for (DurableEvent event : events) {
            room.append(event);
        }
        return room;
    }
}
