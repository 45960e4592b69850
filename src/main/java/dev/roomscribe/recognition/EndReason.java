package dev.roomscribe.recognition;

/** Why an utterance ended. */
public enum EndReason {
    /** The speaker paused. */
    ENDPOINT,
    /** The utterance reached the model's maximum length; the speech may continue. */
    MAX_LENGTH,
    /** A caller requested the text, or audio after this utterance had to be dropped. */
    FLUSH,
    /** No more audio arrived. */
    AUDIO_STOPPED,
    /** The track was removed. */
    TRACK_ENDED,
    /** The service is shutting down. */
    DRAIN
}
