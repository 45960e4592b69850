package dev.roomscribe.recognition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns samples into text, one utterance after the other. One thread at a time may use a decoder, not always the same
 * thread; its owner closes it once.
 *
 * <p>Every method throws {@link DecoderException} if the decoder can no longer be used.
 */
public interface Decoder extends AutoCloseable {
    /**
     * The number of samples in each {@link #accept} call: 120 ms, half of what the network decodes in one step, and
     * long enough to keep the cost of the calls low.
     */
    int BATCH_SAMPLES = 1_920;

    /**
     * Decodes the first {@code count} of {@code samples}. If this returns an endpoint, the next call must be
     * {@link #result}, {@link #flush} or {@link #close}.
     *
     * @param samples 16 kHz mono
     * @param wantsPartial whether to return the text so far, which takes additional processor time
     */
    Progress accept(short[] samples, int count, boolean wantsPartial);

    /** Ends the utterance. Speaker adaptation and the last few frames are kept for the next utterance. */
    Decoded result();

    /** Ends the utterance after decoding every accepted sample, and frees the utterance's memory. */
    Decoded flush();

    /** Returns the processor time that this decoder has used so far, in nanoseconds. */
    long cpuNanos();

    /** Returns whether the owner should close this decoder at the next end of an utterance and open another one. */
    default boolean isDueForReplacement() {
        return false;
    }

    /** Frees the decoder; never throws. */
    @Override
    void close();

    /**
     * The state of the open utterance.
     *
     * @param endpoint whether the utterance has ended
     * @param partial the text so far, possibly empty; null after an endpoint, or if no partial was requested
     */
    record Progress(boolean endpoint, @Nullable String partial) {}

    /** An utterance as the decoder returns it; the text is empty if it contains no speech. */
    record Decoded(String text, List<DecodedWord> words) {}

    /**
     * One word of an utterance.
     *
     * @param start seconds since the first sample that this decoder accepted
     * @param end seconds since the first sample that this decoder accepted
     * @param confidence 0 to 1; null if the model gives none
     */
    record DecodedWord(
            String text, double start, double end, @Nullable Double confidence) {}
}
