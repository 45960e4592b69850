package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why an utterance is over. */
public enum EndReason {
    /** The speaker paused. */
    ENDPOINT,
    /** It was as long as the model allows; the speaker may be talking on. */
    MAX_LENGTH,
    /** Somebody asked for the text. */
    FLUSH,
    /** The track stopped sending: a mute, mostly. */
    MUTED,
    PEER_LEFT,
    /** The service is stopping. */
    DRAIN;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
