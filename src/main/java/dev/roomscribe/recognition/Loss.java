package dev.roomscribe.recognition;

/**
 * A stretch of audio without text.
 *
 * @param fromSample counted from the stream's first sample
 * @param toSample the sample after its last
 */
public record Loss(long fromSample, long toSample, Cause cause) {
    /** Why audio was lost. */
    public enum Cause {
        /** Recognition was too far behind. */
        OVERLOAD,
        /** The decoder failed on it. */
        DECODER_FAILED
    }
}
