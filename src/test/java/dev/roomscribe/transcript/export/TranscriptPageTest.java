package dev.roomscribe.transcript.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.live.RoomTranscript;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** JSON in pages. */
class TranscriptPageTest {
    private static final int UTTERANCES = 100;
    private static final int CHARACTERS = 10_000;
    private static final int MAX_PIECE = 64 * 1024;

    private static TranscriptView view(RoomTranscript room) {
        return SessionIndex.of(room.logSnapshot()).view(Selection.LATEST).orElseThrow();
    }

    private static Iterator<String> page(RoomTranscript room, String after, int limit) {
        return view(room)
                .page(
                        new PageStart.After(
                                after == null ? null : EventId.parse(after).orElseThrow()),
                        limit,
                        (session, parameter, position) -> position.toString());
    }

    @Test
    void pageIsGeneratedInPieces() throws Exception {
        RoomTranscript room = Exports.room(TestEvents.started());
        for (int i = 0; i < UTTERANCES; i++) {
            room.append(TestEvents.utterance("p1", "Ana", "u" + i, "x".repeat(CHARACTERS), i, i + 0.5));
        }
        StringBuilder json = new StringBuilder();
        page(room, null, UTTERANCES).forEachRemaining(piece -> {
            assertThat(piece).hasSizeLessThan(MAX_PIECE);
            json.append(piece);
        });
        assertThat(EventJson.MAPPER.readTree(json.toString()).path("utterances"))
                .hasSize(UTTERANCES);
    }

    @Test
    void pagesContainEveryUtteranceAndGapOnce() throws Exception {
        RoomTranscript room = Exports.room(
                TestEvents.started(),
                TestEvents.joined("p1"),
                TestEvents.utterance("p1", "Ana", "u1", "one", 1, 2),
                TestEvents.gap("p1", 3, 4.0, "Too much at once."),
                TestEvents.utterance("p1", "Ana", "u2", "two", 5, 6),
                TestEvents.utterance("p1", "Ana", "u3", "three", 7, 8),
                TestEvents.gap("p1", 9, 10.0, "Too much at once."));
        for (int limit = 1; limit <= 6; limit++) {
            List<String> texts = new ArrayList<>();
            List<Double> gaps = new ArrayList<>();
            String next = null;
            do {
                StringBuilder json = new StringBuilder();
                page(room, next, limit).forEachRemaining(json::append);
                JsonNode page = EventJson.MAPPER.readTree(json.toString());
                assertThat(page.path("utterances").size() + page.path("gaps").size())
                        .isBetween(1, limit);
                page.path("utterances")
                        .forEach(utterance ->
                                texts.add(utterance.path("transcript").asText()));
                page.path("gaps").forEach(gap -> gaps.add(gap.path("from").asDouble()));
                next = page.path("next").asText(null);
            } while (next != null);
            assertThat(texts).as("limit %d", limit).containsExactly("one", "two", "three");
            assertThat(gaps).as("limit %d", limit).containsExactly(3.0, 9.0);
        }
    }
}
