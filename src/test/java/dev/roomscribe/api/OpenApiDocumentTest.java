package dev.roomscribe.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.session.SessionState;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionPhase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the names that the OpenAPI document lists with the enums that the service sends. */
class OpenApiDocumentTest {
    /** What needs another node, or what the nodes share: lists, sessions and transcripts. */
    private static final Pattern SHARED =
            Pattern.compile("/rooms|/sessions|/search|/rooms/\\{roomId}/transcri(be|pt)\\b.*");

    private final JsonNode document;
    private final JsonNode schemas;

    OpenApiDocumentTest() throws IOException {
        document = new YAMLMapper().readTree(getClass().getResourceAsStream("/META-INF/openapi.yaml"));
        schemas = document.path("components").path("schemas");
    }

    @Test
    void everyOperationThatNeedsOtherNodesMayBeAnsweredWithALaterTime() {
        List<String> missing = new ArrayList<>();
        document.path("paths").properties().stream()
                .filter(path -> SHARED.matcher(path.getKey()).matches())
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> operation.getValue().has("responses"))
                        .filter(operation -> !operation
                                .getValue()
                                .at("/responses/503/$ref")
                                .asText()
                                .equals("#/components/responses/Busy"))
                        .forEach(operation -> missing.add(operation.getKey() + " " + path.getKey())));
        assertThat(missing).isEmpty();
        assertThat(document.at("/components/responses/Busy/headers").has("Retry-After"))
                .isTrue();
    }

    @Test
    void statesOfASessionAreDocumented() {
        assertThat(names("/Session/properties/state/x-extensible-enum"))
                .containsExactlyInAnyOrderElementsOf(all(SessionState.values(), SessionState::json));
    }

    @Test
    void statesOfASnapshotAndOfAStatusAreDocumented() {
        assertThat(names("/SessionStatusUpdate/properties/state/x-extensible-enum"))
                .containsExactlyInAnyOrderElementsOf(all(SessionPhase.values(), SessionPhase::json));
        assertThat(names("/SnapshotSession/properties/state/x-extensible-enum"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(all(SessionPhase.values(), SessionPhase::json).stream(), Stream.of("ended"))
                                .toList());
    }

    @Test
    void reasonsOfGapsAndFinalsAreDocumented() {
        // "refused" is the reason of the gap that a webhook gets in place of events that its receiver refused.
        assertThat(names("/Gap/properties/reason/x-extensible-enum"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(all(GapReason.values(), GapReason::json).stream(), Stream.of("refused"))
                                .toList());
        assertThat(names("/Utterance/properties/end_reason/x-extensible-enum"))
                .containsExactlyInAnyOrderElementsOf(all(EndReason.values(), EndReason::json));
    }

    @Test
    void reasonsOfEndedSessionsAreDocumented() {
        assertThat(names("/SessionEndReason/x-extensible-enum"))
                .containsExactlyInAnyOrderElementsOf(all(SessionEndReason.values(), SessionEndReason::json));
    }

    @Test
    void typesOfProblemsAreDocumented() {
        assertThat(names("/Problem/properties/type/x-extensible-enum"))
                .containsExactlyInAnyOrderElementsOf(
                        all(Problem.Type.values(), type -> type.with("detail").type()));
    }

    private static <T> List<String> all(T[] values, Function<T, String> name) {
        return Arrays.stream(values).map(name).toList();
    }

    private List<String> names(String pointer) {
        List<String> names = new ArrayList<>();
        schemas.at(pointer).forEach(name -> names.add(name.asText()));
        return names;
    }
}
