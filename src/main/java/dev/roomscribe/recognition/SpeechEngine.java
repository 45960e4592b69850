package dev.roomscribe.recognition;

/**
 * Recognizes many speech streams concurrently. Every method but {@link #close} may be called from any thread and
 * returns immediately; results are delivered to each stream's {@link SpeechListener}.
 */
public interface SpeechEngine extends AutoCloseable {
    /** Returns the model that the engine uses. */
    SpeechModel model();

    /**
     * Opens a stream of 16 kHz mono samples.
     *
     * @throws IllegalStateException if the engine is closed
     */
    SpeechStream open(StreamOptions options, SpeechListener listener);

    /** Returns whether the engine can decode now; false while it recovers from a failure. */
    boolean isReady();

    /** Returns how many streams are open. */
    int openStreams();

    /** Returns the current load and capacity. */
    EngineLoad load();

    /** Ends every stream, waits until their queued audio is decoded, and frees the model. Blocks. Idempotent. */
    @Override
    void close();
}
