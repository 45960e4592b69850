package dev.roomscribe.recognition;

import java.time.Duration;

/** Where decoders come from: a loaded model, here or in other processes. May be used from any thread. */
public interface DecoderSource extends AutoCloseable {
    /** Returns what its decoders decode with. */
    SpeechModel model();

    /** Returns the length at which the model ends an utterance although somebody is talking. */
    Duration longestUtterance();

    /**
     * Opens a decoder. May wait while there is nowhere to open one.
     *
     * @throws DecoderException if the model gives none
     */
    Decoder open();

    /** As {@link #open}, for audio on which a decoder has failed: if that takes others along, it shows whose fault it is. */
    default Decoder openForSuspect() {
        return open();
    }

    /** Returns whether {@link #open} would find a place for a decoder at once. */
    default boolean isReady() {
        return true;
    }

    /** Frees the model; its decoders must be closed. Idempotent. */
    @Override
    void close();
}
