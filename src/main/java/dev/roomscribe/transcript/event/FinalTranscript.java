package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.roomscribe.transcript.text.EngineTokens;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The final text of an utterance; sent once per utterance.
 *
 * @param speaker the peer's name; null if it has none
 * @param revision higher than the revision of every partial of the utterance
 * @param transcript what the engine recognized, unchanged
 * @param text the transcript as people read it; null if it contains nothing but tokens of the engine such as {@code
 *     [noise]}, and in events that an earlier version stored
 * @param confidence 0 to 1; null if unknown
 * @param truncated whether the speech was cut off, so that the last word may be wrong; in JSON only if true
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
public record FinalTranscript(
        String sessionId,
        String peerId,
        String trackId,
        @Nullable String speaker,
        String utteranceId,
        int revision,
        String transcript,
        @Nullable String text,
        @Nullable Double confidence,
        List<Word> words,
        double start,
        double end,
        Instant startedAt,
        @Nullable String language,
        String model,
        EndReason endReason,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean truncated)
        implements DurableEvent {
    public FinalTranscript {
        words = List.copyOf(words);
    }

    @Override
    public String type() {
        return "transcript.final";
    }

    @JsonProperty("is_final")
    public boolean isFinal() {
        return true;
    }

    @Override
    public boolean concerns(Set<String> peers) {
        return peers.contains(peerId);
    }

    /**
     * Returns what people read: {@link #text}, or the transcript of an event that an earlier version stored. Empty if the
     * utterance contains nothing but tokens of the engine; it is not shown then.
     */
    public Optional<String> readableText() {
        return text == null && EngineTokens.areAll(transcript)
                ? Optional.empty()
                : Optional.of(text == null ? transcript : text);
    }

    /** Returns a copy whose start, end and word times are this many seconds later. */
    public FinalTranscript shiftedBy(double seconds) {
        if (seconds == 0) {
            return this;
        }
        return new FinalTranscript(
                sessionId,
                peerId,
                trackId,
                speaker,
                utteranceId,
                revision,
                transcript,
                text,
                confidence,
                words.stream()
                        .map(word ->
                                new Word(word.word(), word.start() + seconds, word.end() + seconds, word.confidence()))
                        .toList(),
                start + seconds,
                end + seconds,
                startedAt,
                language,
                model,
                endReason,
                truncated);
    }
}
