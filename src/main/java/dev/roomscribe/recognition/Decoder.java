package dev.roomscribe.recognition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns samples into text, one utterance after the other. Used by one thread at a time, not always the same; closed
 * once, by its owner.
 *
 * <p>Every method throws {@link DecoderException} when the decoder is of no more use.
 */
public interface Decoder extends AutoCloseable {
    /**
     * Decodes the first {@code count} of {@code samples}. If the utterance ended, the next call must be {@link #result},
     * {@link #flush} or {@link #close}.
     *
     * @param showing whether to say what has been understood so far, which takes time of its own
     */
    Progress accept(short[] samples, int count, boolean showing);

    /** Ends the utterance, and keeps what was learnt of the speaker and the last few frames for the next one. */
    Decoded result();

    /** Ends the utterance with every sample accepted, and frees what it held in memory. */
    Decoded flush();

    /** Returns the processor time that it has taken so far, in nanoseconds. */
    long cpuNanos();

    /** Returns whether it had better be closed at the next end of an utterance, and another one opened. */
    default boolean isWornOut() {
        return false;
    }

    /** Frees it; never throws. */
    @Override
    void close();

    /**
     * How far an utterance has come.
     *
     * @param ended whether it is over
     * @param text what has been understood of it, which may be nothing; null if it is over, or nobody asked
     */
    record Progress(boolean ended, @Nullable String text) {}

    /** An utterance as a decoder gives it; the text is empty if nobody spoke. */
    record Decoded(String text, List<DecodedWord> words) {}

    /**
     * One word of it.
     *
     * @param start seconds since the first sample this decoder accepted
     * @param end seconds since the first sample this decoder accepted
     * @param confidence 0 to 1
     */
    record DecodedWord(
            String text, double start, double end, @Nullable Double confidence) {}
}
