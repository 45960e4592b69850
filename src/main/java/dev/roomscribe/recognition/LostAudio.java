package dev.roomscribe.recognition;

/**
 * An interval of a stream's audio that will never be transcribed.
 *
 * @param fromSample the first sample, counted from the stream's first sample
 * @param toSample the sample after the last one
 */
public record LostAudio(long fromSample, long toSample, Cause cause) {
    /** Why the audio was lost. */
    public enum Cause {
        /** Recognition was too far behind. */
        OVERLOAD,
        /** Decoders repeatedly failed on it. */
        DECODER_FAILED
    }
}
