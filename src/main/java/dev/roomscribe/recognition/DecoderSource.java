package dev.roomscribe.recognition;

import java.time.Duration;

/** Opens decoders for a loaded model, in this process or in worker processes. May be used from any thread. */
public interface DecoderSource extends AutoCloseable {
    /** Returns the model that its decoders use. */
    SpeechModel model();

    /** Returns the length at which the model ends an utterance although the speech continues. */
    Duration maxUtterance();

    /**
     * Opens a decoder. May block until a decoder can be opened.
     *
     * @throws DecoderException if no decoder can be opened
     */
    Decoder open();

    /**
     * Opens a decoder for audio on which another decoder has failed. If this audio crashes the process in which it is
     * decoded, the crash is attributed to it and not to other audio decoded there at the same time.
     */
    default Decoder openForSuspectAudio() {
        return open();
    }

    /** Returns whether {@link #open} can open a decoder without blocking. */
    default boolean isReady() {
        return true;
    }

    /** Frees the model; its decoders must be closed. Idempotent. */
    @Override
    void close();
}
