package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.HttpCalls;
import dev.roomscribe.support.SpokenWords;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Verifies that the files of a room's last session contain all of its finals and gaps. */
final class ExportedFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What a file contains besides the text: the header, numbers and times of cues, and the names of speakers. */
    private static final Pattern FRAME = Pattern.compile(
            "^WEBVTT(?s:.*?)\\n\\n(?=1\\n)|(?m)^(\\d+|[\\d:.,]+ --> .*)$|^\\[[\\d:.]+\\] |<v [^>]+>|^(alice|bob): ");

    private static final Pattern GAP = Pattern.compile("[\\[(][^\\[(]*? missing: [^\\])]*[\\])]");

    private final URI service;
    private final String roomId;

    ExportedFiles(URI service, String roomId) {
        this.service = service;
        this.roomId = roomId;
    }

    /** @param events all events of the session */
    void verify(List<CaptionClient.Event> events) {
        List<CaptionClient.Event> finals =
                events.stream().filter(event -> event.is("transcript.final")).toList();
        List<CaptionClient.Event> gaps =
                events.stream().filter(SpokenWords::isGap).toList();
        for (String format : List.of("txt", "vtt", "srt")) {
            String text =
                    FRAME.matcher(get(format).replace("\r", "")).replaceAll("").replaceAll("\\s+", " ");
            // Equal notices of gaps of several tracks are written once.
            assertThat(GAP.matcher(text).results().count())
                    .as("gaps in %s", format)
                    .isBetween(
                            gaps.stream()
                                    .map(gap -> gap.data().path("from").asText() + gap.text("reason"))
                                    .distinct()
                                    .count(),
                            (long) gaps.size());
            assertThat(words(GAP.matcher(text)
                            .replaceAll("")
                            .replace("alice: ", "")
                            .replace("bob: ", "")))
                    .as("words in %s", format)
                    .containsExactlyInAnyOrderElementsOf(finals.stream()
                            .flatMap(event -> words(event.text("text")))
                            .toList());
        }
        JsonNode file = json();
        assertThat(utterances(file))
                .containsExactlyInAnyOrderElementsOf(
                        finals.stream().map(event -> event.text("utterance_id")).toList());
        assertThat(StreamSupport.stream(file.path("gaps").spliterator(), false).map(ExportedFiles::content))
                .containsExactlyInAnyOrderElementsOf(
                        gaps.stream().map(gap -> content(gap.data())).toList());
        assertThat(file.path("session").path("session_id").asText())
                .isEqualTo(events.get(0).text("session_id"));
        assertThat(file.path("ended").path("reason").asText()).isEqualTo("stopped");
    }

    /** Returns the fields of a gap that a stream and a file have in common. */
    private static JsonNode content(JsonNode gap) {
        return ((ObjectNode) gap.deepCopy()).without(List.of("id", "room_id", "type"));
    }

    private static List<String> utterances(JsonNode file) {
        return file.path("utterances").findValuesAsText("utterance_id");
    }

    private static Stream<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+"));
    }

    private JsonNode json() {
        try {
            return JSON.readTree(get("json"));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private String get(String format) {
        return HttpCalls.get(service.resolve("/rooms/" + roomId + "/transcript." + format));
    }
}
