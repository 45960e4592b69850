package dev.roomscribe.recognition;

import java.time.Duration;

/** Where decoders come from: one loaded model. May be used from any thread. */
public interface DecoderSource extends AutoCloseable {
    /** Returns what its decoders decode with. */
    SpeechModel model();

    /** Returns the length at which the model ends an utterance although somebody is talking. */
    Duration longestUtterance();

    /**
     * Opens a decoder.
     *
     * @throws DecoderException if the model gives none
     */
    Decoder open();

    /** Frees the model; its decoders must be closed. Idempotent. */
    @Override
    void close();
}
