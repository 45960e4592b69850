package dev.roomscribe.recognition;

/**
 * Recognizes many speech streams at once. Every method may be called from any thread and returns at once; what is
 * recognized comes to the stream's {@link SpeechListener}.
 */
public interface SpeechEngine extends AutoCloseable {
    /** Returns what the engine recognizes with. */
    SpeechModel model();

    /**
     * Opens a stream of 16 kHz mono samples.
     *
     * @throws IllegalStateException if the engine is closed
     */
    SpeechStream open(StreamOptions options, SpeechListener listener);

    /** Returns whether it can recognize now, rather than when it has got over a mishap. */
    boolean isReady();

    /** Returns how many streams are open. */
    int openStreams();

    /** Returns how much of what it can carry it carries. */
    Load load();

    /** Ends every stream, waits for what they were decoding, and frees the model. Idempotent. */
    @Override
    void close();
}
