package dev.roomscribe.recognition;

/** Why an utterance is over. */
public enum EndReason {
    /** The speaker paused. */
    ENDPOINT,
    /** The model's limit of an utterance's length was reached; the speaker may be talking on. */
    MAX_LENGTH,
    /** Somebody asked for the text now, or audio had to be given up behind it. */
    FLUSH,
    /** The audio stopped coming. */
    AUDIO_STOPPED,
    /** The track is gone. */
    TRACK_ENDED,
    /** The service is stopping. */
    DRAIN
}
