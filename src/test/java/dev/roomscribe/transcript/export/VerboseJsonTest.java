package dev.roomscribe.transcript.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.transcript.event.TestEvents;
import org.junit.jupiter.api.Test;

class VerboseJsonTest {
    @Test
    void itHasTheFieldsOfOpenAiAndTheSpeakers() throws Exception {
        JsonNode file = new ObjectMapper()
                .readTree(Exports.render(
                        TranscriptFormat.VERBOSE_JSON,
                        Exports.room(
                                TestEvents.started(),
                                TestEvents.utterance("p2", "Ana", "u2", "we \"ship\"", 3, 4),
                                TestEvents.utterance("p1", "Ana", "u1", "hello", 1, 2.5),
                                TestEvents.utterance("p1", "Ana", "u3", "<unk>", 6, 7),
                                TestEvents.gap("p1", 5, null, "Too much at once."),
                                TestEvents.ended())));
        assertThat(file).isEqualTo(new ObjectMapper().readTree("""
                        {"task": "transcribe", "language": "english", "duration": 9.0, "text": "hello we \\"ship\\"",
                         "segments": [
                           {"id": 0, "start": 1.0, "end": 2.5, "text": "hello", "speaker": "Ana (2)", "peer_id": "p1",
                            "utterance_id": "u1"},
                           {"id": 1, "start": 3.0, "end": 4.0, "text": "we \\"ship\\"", "speaker": "Ana", "peer_id": "p2",
                            "utterance_id": "u2"}],
                         "words": [
                           {"word": "hello", "start": 1.0, "end": 2.5, "speaker": "Ana (2)"},
                           {"word": "we", "start": 3.0, "end": 3.25, "speaker": "Ana"},
                           {"word": "\\"ship\\"", "start": 3.25, "end": 4.0, "speaker": "Ana"}],
                         "gaps": [{"start": 5.0, "reason": "overload"}]}"""));
    }
}
