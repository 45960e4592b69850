package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why an utterance ended. */
public enum EndReason {
    /** The speaker paused. */
    ENDPOINT,
    /** The utterance reached the maximum length that the model allows; the speaker may still be talking. */
    MAX_LENGTH,
    /** A client asked for the text of the open utterances. */
    FLUSH,
    /** The track stopped sending audio, usually because it was muted. */
    MUTED,
    PEER_LEFT,
    /** The service is stopping. */
    DRAIN;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
