package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A hypothesis for an utterance that is still open. For each {@code utteranceId}, the highest {@code revision} wins.
 *
 * @param transcript what the engine recognized, unchanged; empty to withdraw the utterance
 * @param text the transcript as people read it; null if it contains nothing but tokens of the engine such as {@code
 *     [noise]}
 */
@JsonPropertyOrder({
    "session_id",
    "peer_id",
    "track_id",
    "speaker",
    "utterance_id",
    "revision",
    "transcript",
    "text",
    "is_final"
})
public record PartialTranscript(
        String sessionId,
        String peerId,
        String trackId,
        @Nullable String speaker,
        String utteranceId,
        int revision,
        String transcript,
        @Nullable String text)
        implements CaptionEvent {
    @Override
    public String type() {
        return "transcript.partial";
    }

    @JsonProperty("is_final")
    public boolean isFinal() {
        return false;
    }
}
